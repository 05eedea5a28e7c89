import { type Address, defineProvider, type FieldTest, type Speech } from "./provider.ts";

const LOCATION = "/projects/{project}/locations/{location}";
/** A key without a project: "express mode", where the key says which project it is. */
const EXPRESS: FieldTest = { field: "project", matches: /^$/ };

/** A method of Google's own models, at the project's address or, for a key alone, without it. */
function gemini(method: string, streamMethod?: string): Address & Pick<Speech, "variants"> {
  const at = (base: string): Address => ({
    path: `${base}/publishers/google/models/{model}:${method}`,
    ...(streamMethod === undefined ? {} : { streamPath: `${base}/publishers/google/models/{model}:${streamMethod}` }),
  });
  return { ...at(LOCATION), variants: [{ when: EXPRESS, ...at("") }] };
}

/**
 * One platform, three wires: Google's own models, Claude as its vendor's wire with the model in the path, and others'
 * models as OpenAI's. Which one it is follows from the model's family. Google's older embedding models speak a wire of
 * their own (`:predict`), so embeddings are left to AI Studio.
 */
export const googleVertex = defineProvider({
  id: "google-vertex",
  name: "Google Vertex AI",
  docs: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference",
  baseUrl: "https://{location}-aiplatform.googleapis.com/v1",
  baseUrls: [
    { when: { field: "location", matches: /^global$/ }, baseUrl: "https://aiplatform.googleapis.com/v1" },
    {
      when: { field: "location", matches: /^(us|eu)$/ },
      baseUrl: "https://aiplatform.{location}.rep.googleapis.com/v1",
    },
  ],
  auth: { kind: "google" },
  forwardHeaders: ["anthropic-beta"],
  speaks: [
    { operation: "chat", dialect: "gemini", ...gemini("generateContent", "streamGenerateContent?alt=sse") },
    {
      operation: "chat",
      dialect: "anthropic-messages",
      path: `${LOCATION}/publishers/anthropic/models/{model}:rawPredict`,
      streamPath: `${LOCATION}/publishers/anthropic/models/{model}:streamRawPredict`,
      families: ["claude"],
      natives: /^claude-/,
    },
    {
      operation: "chat",
      dialect: "openai-chat",
      path: `${LOCATION}/endpoints/openapi/chat/completions`,
      families: ["deepseek", "gemma", "glm", "gpt-oss", "kimi", "llama", "qwen"],
      // Such models are named `publisher/model`.
      natives: /\//,
    },
    {
      operation: "count-tokens",
      dialect: "gemini-count-tokens",
      ...gemini("countTokens"),
      families: ["gemini"],
      natives: /^gemini-/,
    },
    {
      operation: "count-tokens",
      dialect: "anthropic-count-tokens",
      // The model stands in the body here, and this takes a model's place in the path.
      path: `${LOCATION}/publishers/anthropic/models/count-tokens:rawPredict`,
      families: ["claude"],
      natives: /^claude-/,
    },
    { operation: "image", dialect: "gemini-images", ...gemini("generateContent") },
    { operation: "image-edit", dialect: "gemini-images", ...gemini("generateContent") },
    { operation: "speech", dialect: "gemini-speech", ...gemini("generateContent") },
  ],
  // Ids of function calls: vercel/ai#15891, litellm#28324. The flag: Google Gen AI SDK, "only in Gemini API mode".
  quirks: ["model-in-path", "no-function-ids", "no-server-tool-flag", "vertex-anthropic-version"],
  credential: [
    {
      name: "project",
      label: "Project",
      secret: false,
      required: false,
      help: "Id of the Google Cloud project.",
      pattern: "[a-z0-9][a-z0-9.:\\-]{0,62}",
      environment: ["GOOGLE_CLOUD_PROJECT", "GOOGLE_VERTEX_PROJECT"],
    },
    {
      name: "location",
      label: "Location",
      secret: false,
      required: true,
      help: "A region such as europe-west4, a multi-region (us, eu), or global.",
      pattern: "[a-z][a-z0-9\\-]{1,30}",
      default: "global",
      environment: ["GOOGLE_CLOUD_LOCATION", "GOOGLE_VERTEX_LOCATION"],
    },
    {
      name: "serviceAccountJson",
      label: "Service account key (JSON)",
      secret: true,
      required: false,
      multiline: true,
      help: "The content of the key file of a service account with the role Vertex AI User.",
    },
    {
      name: "apiKey",
      label: "API key",
      secret: true,
      required: false,
      help: "A Vertex AI API key; works with Google's own models only.",
    },
    {
      name: "credentialsFile",
      label: "Credentials file",
      // A path, but one that leads to a secret.
      secret: true,
      required: false,
      help: "Path of a credentials file of any kind, such as one of workload identity federation.",
      environment: ["GOOGLE_APPLICATION_CREDENTIALS"],
      operatorOnly: true,
    },
  ],
  credentialForms: [
    { id: "service-account", label: "Service account", needs: ["project", "serviceAccountJson"] },
    { id: "api-key", label: "API key", needs: ["apiKey"], takes: ["project"] },
    {
      id: "credentials-file",
      label: "Credentials file",
      needs: ["project", "credentialsFile"],
      operatorOnly: true,
    },
    { id: "own-identity", label: "Identity of the gateway's machine", needs: ["project"], operatorOnly: true },
  ],
  environment: ["GOOGLE_VERTEX_API_KEY"],
});
