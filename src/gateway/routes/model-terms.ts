import type { JsonObject } from "../../dialects/dialect.ts";

/** What a configuration says of every request to one of its models. */
export interface ModelTerms {
  /** Parameters where the request has none, by their names in OpenAI's chat wire, or the provider's own. */
  readonly params: JsonObject;
  /** Stands before the messages of callers. */
  readonly prompt: { readonly role: "system" | "developer"; readonly text: string } | undefined;
  /** The system prompt is marked, so that providers that want a mark keep it in their cache. */
  readonly promptCache: boolean;
}
