import { describe, expect, it } from "vitest";
import { placeAt } from "./yaml-place.ts";

/** Where the `¦` of a text is: its path, what is written there, and what the record has already. */
function at(text: string): string | null {
  const before = text.slice(0, text.indexOf("¦"));
  const lines = text.replace("¦", "").split("\n");
  const row = before.split("\n").length - 1;
  const place = placeAt(lines, row, before.length - (before.lastIndexOf("\n") + 1));
  if (place === null) return null;
  const path = place.path.map(({ name }) => name ?? "-").join("/");
  const members = Object.keys(place.members).join(",");
  return `${path} ${place.kind}${members === "" ? "" : ` beside ${members}`}`;
}

describe("the place in a text", () => {
  it.each([
    ["¦", " key"],
    ["chat¦", " key"],
    ["routes: {}\n¦", " key beside routes"],
    ["chat_models:\n  - ¦", "chat_models/- key"],
    ["chat_models:\n- ¦", "chat_models/- key"],
    ["chat_models:\n  - model_id: a\n    ¦", "chat_models/- key beside model_id"],
    ["chat_models:\n- model_id: a\n  mod¦\n  retry_attempts: 2", "chat_models/- key beside model_id,retry_attempts"],
    ["chat_models:\n  - model_id: a\n    model: op¦", "chat_models/-/model value"],
    ["chat_models:\n  - model_id: a\n  - model: b\n    ¦", "chat_models/- key beside model"],
    ["chat_models:\n  - ¦\n    model: b", "chat_models/- key beside model"],
    ["routes:\n  support:\n    chat_models: [a, ¦]", "routes/support/chat_models/- value"],
    ["routes:\n  support:\n    chat_models:\n      - a¦", "routes/support/chat_models/- key"],
    ["routes:\n  support:\n    # why\n\n    ¦", "routes/support key"],
    ["routes:\n  support:\n    caching:\n      type: exact\n    ¦", "routes/support key beside caching"],
    ["routes:\n  r:\n    fallback:\n      - {target: a, ¦}", "routes/r/fallback/- key beside target"],
    ["routes:\n  r:\n    fallback:\n      - {target: a¦", "routes/r/fallback/-/target value"],
    ["routes:\n  r: {caching: {type: ¦", "routes/r/caching/type value"],
    [
      "routes:\n  r:\n    balancing:\n      weights:\n        - model_id: a\n          ¦",
      "routes/r/balancing/weights/- key beside model_id",
    ],
  ])("%j", (text, place) => expect(at(text)).toBe(place));

  it.each(["chat_models: # here ¦", "chat_models:\n  - prompt: |\n      be ¦", "chat_models:¦"])(
    "nowhere: %j",
    (text) => expect(at(text)).toBeNull(),
  );

  it("knows the scalars beside each step, which tell one shape from another", () => {
    const lines = ["guardrails:", "  - name: x", "    type: regex", "    parameters:", "      "];
    const place = placeAt(lines, 4, 6);
    expect(place?.path.at(-1)).toEqual({ name: "parameters", siblings: { name: "x", type: "regex" } });
  });
});
