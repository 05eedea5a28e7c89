import type { CredentialField, Provider } from "../providers/provider.ts";
import type { CustomWire } from "../store/sql/tables/provider-keys.ts";

/** An organization's own provider: a server that speaks a vendor's wire. */
export interface CustomProvider {
  /** As in model strings. */
  readonly name: string;
  readonly wire: CustomWire;
}

/** Id under which connections and forms name every provider of an organization's own definition. */
export const CUSTOM = "custom";

export const CUSTOM_CREDENTIAL: readonly CredentialField[] = [
  {
    name: "apiKey",
    label: "API key",
    secret: true,
    required: false,
    help: "Sent as a bearer token (OpenAI wire) or as x-api-key (Anthropic wire). Leave it empty for servers without one.",
  },
];

const WIRES: Readonly<Record<CustomWire, Pick<Provider, "auth" | "headers" | "forwardHeaders" | "speaks">>> = {
  openai: {
    auth: { kind: "bearer" },
    speaks: [
      { operation: "chat", dialect: "openai-chat", path: "/chat/completions" },
      { operation: "embed", dialect: "openai-embeddings", path: "/embeddings" },
    ],
  },
  anthropic: {
    auth: { kind: "header", name: "x-api-key" },
    headers: { "anthropic-version": "2023-06-01" },
    forwardHeaders: ["anthropic-version", "anthropic-beta"],
    speaks: [
      { operation: "chat", dialect: "anthropic-messages", path: "/messages" },
      { operation: "count-tokens", dialect: "anthropic-count-tokens", path: "/messages/count_tokens" },
    ],
  },
};

/** The record of a custom provider. Its base URL ends where the vendor's own does: in `/v1`. */
export function customProvider({ name, wire }: CustomProvider, baseUrl: string): Provider {
  return {
    id: name,
    name,
    docs: "",
    baseUrl,
    ...WIRES[wire],
    quirks: [],
    credential: CUSTOM_CREDENTIAL,
    environment: [],
    keyless: "with-base-url",
  };
}
