import { describe, expect, it } from "vitest";
import { Sessions, sessionIdOf } from "./sessions.ts";

describe("sessionIdOf", () => {
  it.each<[string, Record<string, string>, Record<string, unknown>, string | undefined]>([
    ["the gateway's own header first", { "x-session-id": "a", session_id: "b" }, { prompt_cache_key: "c" }, "a"],
    ["a header of Codex", { session_id: "b" }, {}, "b"],
    ["another of its headers", { conversation_id: "b" }, {}, "b"],
    ["a header of Claude Code", { "x-claude-code-session-id": "b" }, {}, "b"],
    ["the session part of a user id", {}, { metadata: { user_id: "user_1_account__session_9-9" } }, "9-9"],
    [
      "the session member of a user id in JSON",
      {},
      { metadata: { user_id: '{"device_id":"d","session_id":"s"}' } },
      "s",
    ],
    ["no plain user id", {}, { metadata: { user_id: "user-7" } }, undefined],
    ["no user of OpenAI's", {}, { user: "user-7" }, undefined],
    ["the key of a prompt cache", {}, { prompt_cache_key: "c" }, "c"],
    ["nothing of a broken user id", {}, { metadata: { user_id: "{no json" } }, undefined],
    ["nothing of other types", {}, { metadata: null, prompt_cache_key: 5 }, undefined],
    ["nothing that is empty", { "x-session-id": "" }, { prompt_cache_key: "" }, undefined],
  ])("takes %s", (_name, headers, body, expected) => {
    expect(sessionIdOf(headers, body)).toBe(expected);
  });
  it("cuts what is too long", () => {
    expect(sessionIdOf({ "x-session-id": "x".repeat(10_000) }, {})).toHaveLength(256);
    expect(sessionIdOf({}, { metadata: { user_id: `{"session_id":"${"x".repeat(9_000)}"}` } })).toBeUndefined();
  });
});

describe("Sessions", () => {
  it("remembers for a while, and not at all when told so", () => {
    const sessions = new Sessions(1_000);
    sessions.set("s", { label: "p/m", tokens: 5, atMs: 0 });
    expect(sessions.get("s", 999)?.label).toBe("p/m");
    expect(sessions.get("s", 1_000)).toBeUndefined();
    const none = new Sessions(0);
    none.set("s", { label: "p/m", tokens: 5, atMs: 0 });
    expect(none.get("s", 0)).toBeUndefined();
  });
});
