import { type Address, defineProvider, type Speech } from "./provider.ts";

/**
 * The two shapes of Azure's addresses: `v1`, where the deployment stands in the body as the model, and the classic one
 * with a dated version, where it stands in the path. Of the operations only `responses` is not below a deployment.
 */
function shapes(path: string, classic = `/deployments/{model}${path}`): Address & Pick<Speech, "variants"> {
  return {
    path: `/openai/v1${path}`,
    variants: [
      {
        when: { field: "apiVersion", matches: /^\d/ },
        path: `/openai${classic}?api-version={apiVersion}`,
      },
      { when: { field: "apiVersion", matches: /^preview$/ }, path: `/openai/v1${path}?api-version=preview` },
    ],
  };
}

/** The name of a deployment is the name of the model. Base URLs end before `/openai`. */
export const azure = defineProvider({
  id: "azure",
  name: "Azure OpenAI",
  docs: "https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle",
  baseUrl: "https://{resource}.openai.azure.com",
  auth: { kind: "azure" },
  speaks: [
    { operation: "chat", dialect: "openai-chat", ...shapes("/chat/completions") },
    { operation: "chat", dialect: "openai-responses", ...shapes("/responses", "/responses") },
    { operation: "embed", dialect: "openai-embeddings", ...shapes("/embeddings") },
    { operation: "image", dialect: "openai-images", ...shapes("/images/generations") },
    { operation: "image-edit", dialect: "openai-image-edits", ...shapes("/images/edits") },
    { operation: "speech", dialect: "openai-speech", ...shapes("/audio/speech") },
    { operation: "transcribe", dialect: "openai-transcriptions", ...shapes("/audio/transcriptions") },
  ],
  quirks: ["max-completion-tokens-name", "stop-max-4"],
  credential: [
    {
      name: "resource",
      label: "Resource",
      secret: false,
      required: true,
      help: "Name of the Azure OpenAI or Foundry resource: the first part of its host name.",
      pattern: "[a-zA-Z0-9][a-zA-Z0-9\\-]{1,63}",
      environment: ["AZURE_RESOURCE_NAME"],
      unlessBaseUrl: true,
    },
    { name: "apiKey", label: "API key", secret: true, required: false },
    {
      name: "apiVersion",
      label: "API version",
      secret: false,
      required: true,
      help: "v1, preview, or a dated version for the classic addresses, such as 2024-10-21.",
      pattern: "v1|preview|[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?",
      default: "v1",
    },
    {
      name: "tenantId",
      label: "Tenant id",
      secret: false,
      required: false,
      help: "The Entra ID tenant (directory).",
      pattern: "[a-zA-Z0-9.\\-]{1,128}",
      environment: ["AZURE_TENANT_ID"],
    },
    {
      name: "clientId",
      label: "Client id",
      secret: false,
      required: false,
      help: "The application, or the managed identity to choose where there are several.",
      pattern: "[a-zA-Z0-9\\-]{1,128}",
      environment: ["AZURE_CLIENT_ID"],
    },
    {
      name: "clientSecret",
      label: "Client secret",
      secret: true,
      required: false,
      environment: ["AZURE_CLIENT_SECRET"],
    },
    {
      name: "federatedTokenFile",
      label: "Federated token file",
      secret: false,
      required: false,
      help: "Path of the token that workload identity puts on the gateway's machine.",
      environment: ["AZURE_FEDERATED_TOKEN_FILE"],
      operatorOnly: true,
    },
    {
      name: "identity",
      label: "Identity",
      secret: false,
      required: false,
      help: "managed: the managed identity of the gateway's machine.",
      options: ["managed"],
      operatorOnly: true,
    },
  ],
  credentialForms: [
    { id: "api-key", label: "API key", needs: ["apiKey"] },
    { id: "client-secret", label: "Entra ID application", needs: ["tenantId", "clientId", "clientSecret"] },
    { id: "managed-identity", label: "Managed identity", needs: ["identity"], takes: ["clientId"], operatorOnly: true },
    {
      id: "workload-identity",
      label: "Workload identity",
      needs: ["tenantId", "clientId", "federatedTokenFile"],
      operatorOnly: true,
    },
  ],
  environment: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
  baseUrlEnvironment: ["AZURE_OPENAI_ENDPOINT"],
});
