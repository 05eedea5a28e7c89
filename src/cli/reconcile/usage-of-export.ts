import { UsageError } from "../exit-codes.ts";
import { parseCsv } from "./parse-csv.ts";

/** What was used of a model on a day of UTC. Null: not told. */
export interface DayUsage {
  /** `2026-11-21`. */
  readonly day: string;
  readonly model: string;
  readonly requests: number | null;
  /** With those read from and written to a cache. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** Which columns hold what; the values of several are added up. */
export interface Columns {
  readonly day: readonly string[];
  readonly model: readonly string[];
  readonly requests: readonly string[];
  readonly input: readonly string[];
  readonly output: readonly string[];
}

/**
 * The exports that are known: Anthropic's console (CSV) and usage report (JSON), and OpenAI's dashboard (CSV) and usage
 * API (JSON), whose input tokens include those from a cache. The first whose input column is there is taken.
 */
const KNOWN: readonly Columns[] = [
  {
    day: ["usage_date_utc"],
    model: ["model_version"],
    requests: [],
    input: [
      "usage_input_tokens_no_cache",
      "usage_input_tokens_cache_write_5m",
      "usage_input_tokens_cache_write_1h",
      "usage_input_tokens_cache_read",
    ],
    output: ["usage_output_tokens"],
  },
  {
    day: ["starting_at"],
    model: ["model"],
    requests: [],
    input: [
      "uncached_input_tokens",
      "cache_read_input_tokens",
      "ephemeral_5m_input_tokens",
      "ephemeral_1h_input_tokens",
    ],
    output: ["output_tokens"],
  },
  {
    day: ["start_time"],
    model: ["model"],
    requests: ["num_model_requests"],
    input: ["input_tokens"],
    output: ["output_tokens"],
  },
  { day: ["day"], model: ["model"], requests: ["requests"], input: ["input_tokens"], output: ["output_tokens"] },
];

type Row = Readonly<Record<string, unknown>>;

/** Reads a provider's export. Throws `UsageError` for what is none, or whose columns are not known. */
export function usageOfExport(text: string, given: Columns | null): readonly DayUsage[] {
  const rows = rowsOf(text);
  const [first] = rows;
  if (first === undefined) return [];
  const names = new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)));
  const columns = given ?? KNOWN.find(({ day, input }) => names.has(day[0] ?? "") && names.has(input[0] ?? ""));
  if (columns === undefined) {
    const said = [...names].slice(0, 30).join(", ");
    throw new UsageError(
      `The columns of this file are not known (${said}). Say which hold what: --columns day=…,model=…,input=…,output=…`,
    );
  }
  for (const name of Object.values(columns).flat()) {
    if (given !== null && !names.has(name)) throw new UsageError(`The file has no column '${name}'.`);
  }
  return rows.map((row, index) => usageOf(row, columns, index + 1));
}

/** `day=date,model=name,input=a+b,output=c,requests=n`: columns of a file of another layout. */
export function columnsOf(text: string): Columns {
  const named = new Map(
    text.split(",").map((pair) => {
      const at = pair.indexOf("=");
      return [
        pair.slice(0, at).trim(),
        pair
          .slice(at + 1)
          .split("+")
          .map((name) => name.trim()),
      ] as const;
    }),
  );
  for (const name of named.keys()) {
    if (!NAMES.has(name)) throw new UsageError(`'${name}' is none of day, model, input, output and requests.`);
  }
  const of = (name: string) => named.get(name) ?? [];
  const columns = {
    day: of("day"),
    model: of("model"),
    requests: of("requests"),
    input: of("input"),
    output: of("output"),
  };
  if (columns.day.length !== 1 || columns.model.length !== 1) {
    throw new UsageError("--columns must name one column of days and one of models: day=…,model=…");
  }
  return columns;
}

const NAMES = new Set(["day", "model", "input", "output", "requests"]);

function rowsOf(text: string): readonly Row[] {
  if (!/^\s*[[{]/.test(text)) return parseCsv(text);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError("The file begins as JSON and is none.");
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).flatMap(rowsIn);
}

/** A page holds buckets of time and each of those results; a row is a result with its bucket's times. */
function rowsIn(value: unknown): readonly Row[] {
  if (!isObject(value)) throw new UsageError("The file is JSON, but no list of usage.");
  const { data, results, ...own } = value;
  if (Array.isArray(data)) return data.flatMap(rowsIn);
  if (Array.isArray(results)) return results.flatMap(rowsIn).map((row) => ({ ...own, ...row }));
  // Anthropic tells what was written to a cache in an object of its own.
  const nested = Object.values(own).filter(isObject);
  return [Object.assign({}, own, ...nested)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function usageOf(row: Row, columns: Columns, line: number): DayUsage {
  const model = row[columns.model[0] ?? ""];
  if (typeof model !== "string" || model === "") {
    throw new UsageError(`Row ${line} names no model. Export the usage grouped by model.`);
  }
  const sum = (names: readonly string[]): number | null =>
    names.length === 0 ? null : names.reduce((total, name) => total + countOf(row[name], name, line), 0);
  return {
    day: dayOf(row[columns.day[0] ?? ""], line),
    model,
    requests: sum(columns.requests),
    inputTokens: sum(columns.input),
    outputTokens: sum(columns.output),
  };
}

function countOf(value: unknown, name: string, line: number): number {
  if (value === undefined || value === null || value === "") return 0;
  const count = typeof value === "string" ? Number(value.replaceAll(/[,_\s]/g, "")) : value;
  if (typeof count === "number" && Number.isFinite(count) && count >= 0) return count;
  throw new UsageError(`Row ${line} has no number in '${name}'.`);
}

/** Unix seconds, or anything that begins with a day of ISO 8601. */
function dayOf(value: unknown, line: number): string {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  if (/^\d{4}-\d\d-\d\d/.test(text)) return text.slice(0, 10);
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1_000).toISOString().slice(0, 10);
  throw new UsageError(`Row ${line} has no day.`);
}
