import { describe, expect, it } from "vitest";
import { safePath } from "./safe-path.ts";

describe("the place of a text, as it may be told", () => {
  it.each([
    ["messages[2].content[0].text", "messages[2].content[0].text"],
    ["messages[1].tool_calls[0].function.arguments", "messages[1].tool_calls[0].function.arguments"],
    ["contents[0].parts[1].functionCall.args.anna@example.com", "contents[0].parts[1].functionCall.args"],
    ["messages[1].content[0].input.anna rossi.text", "messages[1].content[0].input"],
    ["messages[1].content[0].input.list[3].secret[0]", "messages[1].content[0].input"],
    ["documents[4].4111 1111 1111 1111", "documents[4]"],
    ["prompt.variables.name", "prompt.variables"],
    ["anna@example.com", ""],
    [`input.${"text.".repeat(100_000)}`, `input${".text".repeat(11)}`],
  ])("of %s", (path, told) => {
    expect(safePath(path)).toBe(told);
  });
});
