import { oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** What a request is written for. */
export const CLIENTS = {
  curl: "curl",
  python: "Python",
  typescript: "TypeScript",
  langchain: "LangChain",
  llamaindex: "LlamaIndex",
  "claude-code": "Claude Code",
} as const;
export type Client = keyof typeof CLIENTS;
export const CLIENT_WORDS = Object.keys(CLIENTS) as readonly Client[];

/** Which provider is being connected, and for what the request is written. */
export function validateStartSearch(raw: RawSearch) {
  return search({
    provider: textOf(raw, "provider"),
    client: oneOf(raw, "client", CLIENT_WORDS),
    model: textOf(raw, "model"),
  });
}

export type StartSearch = ReturnType<typeof validateStartSearch>;
