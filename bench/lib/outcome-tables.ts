import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "./routing-curve.ts";

/** Prompts with what two models made of them. */
export interface OutcomeTable {
  readonly name: string;
  readonly prompts: readonly string[];
  readonly outcomes: readonly Outcome[];
}

/**
 * Reads the outcome tables of a checkout of `lm-sys/RouteLLM` (Apache-2.0): MMLU and GSM8K as right or wrong, MT-Bench
 * as the judge's mean score of both turns; a weak (Mixtral) and a strong (GPT-4) model. Prompts that the authors found
 * in training data are dropped, as they drop them.
 */
export function readOutcomeTables(checkout: string): OutcomeTable[] {
  const evals = join(checkout, "routellm", "evals");
  const responses = join(evals, "mmlu", "responses");
  const mmlu = listing(responses)
    .filter((file) => file.endsWith(".csv"))
    .flatMap((file) => rowsOf(join(responses, file)));
  const gsm8k = existsSync(join(evals, "gsm8k", "gsm8k_responses.csv"))
    ? rowsOf(join(evals, "gsm8k", "gsm8k_responses.csv"))
    : [];
  return [
    table("MMLU", mmlu, join(evals, "mmlu")),
    table("GSM8K", gsm8k, join(evals, "gsm8k")),
    mtBench(join(evals, "mt_bench")),
  ].filter(({ prompts }) => prompts.length > 0);
}

interface Row extends Outcome {
  readonly prompt: string;
}

function table(name: string, rows: readonly Row[], folder: string): OutcomeTable {
  const contaminated = contaminatedIn(folder);
  const kept = rows.filter(({ prompt }) => !contaminated.has(prompt));
  return { name, prompts: kept.map(({ prompt }) => prompt), outcomes: kept };
}

function listing(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function contaminatedIn(folder: string): Set<unknown> {
  return new Set(jsonLines(join(folder, "contaminated_prompts.jsonl")).map((line) => line["eval_prompt"]));
}

function jsonLines(file: string): Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function rowsOf(file: string): Row[] {
  const [header = [], ...rows] = parseCsv(readFileSync(file, "utf8"));
  const prompt = header.indexOf("prompt");
  const weak = header.findIndex((name) => /mixtral/i.test(name));
  const strong = header.findIndex((name) => /gpt-4/i.test(name));
  if (prompt < 0 || weak < 0 || strong < 0) throw new Error(`${file}: no columns prompt, mixtral… and gpt-4…`);
  const right = (cell: string | undefined): number => (/^true$/i.test(cell ?? "") ? 1 : 0);
  return rows
    .filter((row) => row.length === header.length)
    .map((row) => ({ prompt: row[prompt] ?? "", weak: right(row[weak]), strong: right(row[strong]) }));
}

function mtBench(folder: string): OutcomeTable {
  const contaminated = contaminatedIn(folder);
  const questions = jsonLines(join(folder, "question.jsonl"));
  const scores = new Map<string, number[]>();
  for (const { question_id: id, model, score } of jsonLines(join(folder, "judgements.jsonl"))) {
    const key = `${String(id)} ${/mixtral/i.test(String(model)) ? "weak" : "strong"}`;
    scores.set(key, [...(scores.get(key) ?? []), Number(score)]);
  }
  const mean = (key: string): number => {
    const all = scores.get(key) ?? [];
    return all.reduce((sum, one) => sum + one, 0) / all.length;
  };
  const rows = questions.flatMap(({ question_id: id, turns }) => {
    const prompt = String((turns as string[])[0]);
    const [weak, strong] = [mean(`${String(id)} weak`), mean(`${String(id)} strong`)];
    return contaminated.has(prompt) || Number.isNaN(weak + strong) ? [] : [{ prompt, weak, strong }];
  });
  return { name: "MT-Bench", prompts: rows.map(({ prompt }) => prompt), outcomes: rows };
}

/** Rows of a comma-separated text; cells in quotes may hold commas, line breaks and doubled quotes (RFC 4180). */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error(`row ${rows.length + 1} is not CSV`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
