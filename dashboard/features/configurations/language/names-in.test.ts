import { describe, expect, it } from "vitest";
import { namesIn } from "./names-in.ts";

describe("the names in a text", () => {
  it("are found in any style, with the kind of each route", () => {
    const text = [
      "chat_models: [{model_id: a, model: openai/x, credentials: {api_key: !secret K}}]",
      "embedding_models:",
      "  - model_id: e",
      "routes:",
      "  talk: {chat_models: [a]}",
      "  vectors:",
      "    embedding_models: [e]",
    ].join("\n");
    const names = namesIn(text);
    expect(names.chatModels).toEqual(["a"]);
    expect(names.embeddingModels).toEqual(["e"]);
    expect(names.routes).toEqual([
      { name: "talk", kind: "chat" },
      { name: "vectors", kind: "embedding" },
    ]);
  });

  it.each(["", "- 1", "a: &a [*a, *a", "chat_models:\n  - model_id: [", "x: *nothing"])("is calm with %j", (text) =>
    expect(namesIn(text).routes).toEqual([]),
  );
});
