import { describe, expect, it } from "vitest";
import { CHAT_DIALECTS } from "../../src/dialects/registry.ts";
import { ANSWER_CASES, REQUEST_CASES } from "./cases.ts";
import { DELIBERATE, type Deliberate, reasonFor } from "./deliberate.ts";
import { type Cell, runMatrix } from "./run.ts";

const cells = runMatrix();
const used = new Set<Deliberate>();

/** Paths of a cell that differ without a warning and without a reason. */
function unexplained({ name, caller, upstream, outcome }: Cell): readonly string[] {
  if (outcome.kind !== "silent") return [];
  return outcome.paths.filter((path) => {
    const reason = reasonFor(name, path, caller, upstream);
    if (reason !== undefined) used.add(reason);
    return reason === undefined;
  });
}

describe("the matrix of wires", () => {
  it("is whole", () => {
    const perPair = REQUEST_CASES.length + 2 * ANSWER_CASES.length;
    expect(CHAT_DIALECTS.map(({ id }) => id).sort()).toEqual([
      "anthropic-messages",
      "bedrock-converse",
      "cohere-v2",
      "gemini",
      "openai-chat",
      "openai-responses",
    ]);
    expect(cells).toHaveLength(perPair * CHAT_DIALECTS.length ** 2);
  });

  for (const caller of CHAT_DIALECTS) {
    for (const upstream of CHAT_DIALECTS) {
      it(`loses nothing unsaid from ${caller.id} to ${upstream.id} and back`, () => {
        const own = cells.filter((cell) => cell.caller === caller.id && cell.upstream === upstream.id);
        const lost = own.flatMap((cell) => unexplained(cell).map((path) => `${cell.kind} ${cell.name}: ${path}`));
        expect(lost).toEqual([]);
      });
    }
    it(`keeps everything from ${caller.id} to itself`, () => {
      const own = cells.filter((cell) => cell.caller === caller.id && cell.upstream === caller.id);
      const changed = own.filter(({ outcome }) => outcome.kind !== "kept" && outcome.kind !== "not-said");
      const rest = changed.filter((cell) => unexplained(cell).length > 0 || cell.outcome.kind !== "silent");
      expect(rest.map(({ name, outcome }) => [name, outcome])).toEqual([]);
    });
  }

  it("refuses with a sentence that names the place", () => {
    for (const { outcome } of cells) {
      if (outcome.kind === "refused") for (const sentence of outcome.losses) expect(sentence).toMatch(/'[^']+'.{10,}/);
    }
  });

  it("has no reason that nothing needs", () => {
    for (const cell of cells) unexplained(cell);
    expect(DELIBERATE.filter((reason) => !used.has(reason)).map(({ reason }) => reason)).toEqual([]);
  });
});
