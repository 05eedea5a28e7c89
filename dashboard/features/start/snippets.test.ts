import { describe, expect, it } from "vitest";
import { CLIENT_WORDS } from "./search.ts";
import { snippetFor } from "./snippets.ts";

const FACTS = { url: "https://llm.example.com", key: "llm_gw_prod_x", model: "mock/echo" };

describe("a first request", () => {
  it.each(CLIENT_WORDS)("for %s has the address, the key and the model in it", (client) => {
    const text = snippetFor(client, FACTS);
    for (const fact of Object.values(FACTS)) expect(text).toContain(fact);
  });

  it("for curl is valid JSON in quotes that a shell keeps", () => {
    const [, json = ""] = /-d '(.*)'$/s.exec(snippetFor("curl", FACTS)) ?? [];
    expect(JSON.parse(json)).toMatchObject({ model: "mock/echo" });
  });
});
