import type { CredentialField } from "../providers/provider.ts";

/** Id under which connections and forms name every provider of an organization's own definition. */
export const CUSTOM = "custom";

/** What a form asks for such a provider. */
export const CUSTOM_CREDENTIAL: readonly CredentialField[] = [
  {
    name: "apiKey",
    label: "API key",
    secret: true,
    required: false,
    help: "Sent as a bearer token (OpenAI wire) or as x-api-key (Anthropic wire). Leave it empty for servers without one.",
  },
];
