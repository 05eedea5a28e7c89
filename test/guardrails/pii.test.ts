import { expect, it } from "vitest";
import { PII_TYPES } from "../../src/gateway/guardrails/detectors/pii-types.ts";
import { regionsOf, spansIn } from "../../src/gateway/guardrails/windows/span-window.ts";
import { type Label, type LabelledText, readCases } from "./read-cases.ts";

const CASES_MIN = 500;
const RECALL_MIN = 0.95;
const PRECISION_MIN = 0.97;

/** What was found and what should have been; a match counts when it is of the type and covers the value exactly. */
interface Tally {
  readonly type: string;
  hits: number;
  missed: number;
  wrong: number;
}

const detectors = [...PII_TYPES.values()].flatMap((type) => type.detectors());
const same = (a: Label, b: Label): boolean => a.type === b.type && a.start === b.start && a.end === b.end;

function tally(cases: readonly LabelledText[]): { readonly tallies: readonly Tally[]; readonly faults: string[] } {
  const tallies = new Map([...PII_TYPES.keys()].map((type) => [type, { type, hits: 0, missed: 0, wrong: 0 }]));
  const faults: string[] = [];
  for (const { text, labels } of cases) {
    const found = regionsOf(spansIn(detectors, text, 0, text.length));
    for (const label of labels) {
      const row = tallies.get(label.type);
      if (row === undefined) throw new Error(`no type ${label.type}`);
      if (found.some((one) => same(one, label))) row.hits += 1;
      else {
        row.missed += 1;
        faults.push(`missed ${label.type}: ${text.slice(0, 120)}`);
      }
    }
    for (const one of found) {
      if (labels.some((label) => same(one, label))) continue;
      const row = tallies.get(one.type);
      if (row !== undefined) row.wrong += 1;
      faults.push(`wrong ${one.type} '${text.slice(one.start, one.end).slice(0, 60)}': ${text.slice(0, 120)}`);
    }
  }
  return { tallies: [...tallies.values()], faults };
}

it("finds personal data of many countries and formats, and nothing that looks like it", () => {
  const cases = readCases();
  expect(cases.length).toBeGreaterThanOrEqual(CASES_MIN);
  const { tallies, faults } = tally(cases);
  const all = { type: "all", hits: 0, missed: 0, wrong: 0 };
  for (const { hits, missed, wrong } of tallies) {
    all.hits += hits;
    all.missed += missed;
    all.wrong += wrong;
  }
  const rows = [...tallies, all].map(({ type, hits, missed, wrong }) => ({
    type,
    values: hits + missed,
    recall: hits / (hits + missed),
    precision: hits / (hits + wrong),
  }));
  const empty = cases.filter(({ labels }) => labels.length === 0).length;
  console.log(`${cases.length} texts, ${empty} of them look-alikes only`);
  console.table(rows.map((row) => ({ ...row, recall: row.recall.toFixed(3), precision: row.precision.toFixed(3) })));
  if (faults.length > 0) console.log(faults.join("\n"));
  for (const { type, recall, precision } of rows) {
    expect(recall, `recall of ${type}`).toBeGreaterThanOrEqual(RECALL_MIN);
    expect(precision, `precision of ${type}`).toBeGreaterThanOrEqual(PRECISION_MIN);
  }
});
