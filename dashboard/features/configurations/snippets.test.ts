import { describe, expect, it } from "vitest";
import { LANGUAGES, snippetOf } from "./snippets.ts";

describe("how a route is called", () => {
  it.each([
    ["chat", "chat/completions"],
    ["embedding", "embeddings"],
    ["transcription", "audio/transcriptions"],
  ] as const)("a %s route at its endpoint", (kind, path) => {
    const facts = { origin: "http://here", slug: "shop", route: { name: "ask", kind } };
    expect(snippetOf("curl", facts)).toContain(`http://here/v1/${path}`);
    for (const { value } of LANGUAGES) expect(snippetOf(value, facts)).toContain("shop/ask");
  });
});
