import type { AnalyticsBreakdownRow } from "../../../src/client/api.ts";
import type { Narrowing } from "./narrowing.ts";

/** What requests are told apart by. */
export const DIMENSIONS = [
  "model",
  "provider",
  "project",
  "route",
  "apiKey",
  "source",
  "tag",
  "endpoint",
  "status",
  "errorCode",
  "paidBy",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

interface Words {
  /** Of one: "Model". */
  readonly label: string;
  /** Of the breakdown: "By model". */
  readonly split: string;
  /** What those are called that have none of it. */
  readonly none: string;
}

export const DIMENSION_WORDS: Readonly<Record<Dimension, Words>> = {
  model: { label: "Model", split: "By model", none: "Not answered" },
  provider: { label: "Provider", split: "By provider", none: "Not answered" },
  project: { label: "Project", split: "By project", none: "No project" },
  route: { label: "Route", split: "By route", none: "No route" },
  apiKey: { label: "API key", split: "By API key", none: "No key" },
  source: { label: "Source", split: "By source", none: "No source" },
  tag: { label: "Tag", split: "By tag", none: "No tag" },
  endpoint: { label: "Endpoint", split: "By endpoint", none: "Unknown" },
  status: { label: "Status", split: "By status", none: "Unknown" },
  errorCode: { label: "Error code", split: "By error code", none: "No error" },
  paidBy: { label: "Payer", split: "By payer", none: "Unknown" },
};

export const PAYERS: Readonly<Record<string, string>> = {
  credits: "Credits",
  "own-key": "Own keys",
  none: "Not charged",
};

/** What the API counts beyond as many names as it keeps, and statuses of no class: nothing to search the log for. */
const COLLECTED = ["(other)", "other"];

/** True when the requests behind a row can be searched for. */
export function isSearchable({ value }: AnalyticsBreakdownRow): boolean {
  return value !== null && !COLLECTED.includes(value);
}

/** A value by itself, as it is called in filters: models with their provider, routes with their project. */
export function filterValueOf(
  by: Dimension,
  { value, provider }: AnalyticsBreakdownRow,
  projectSlug?: string,
): string | null {
  const owner = by === "model" ? provider : by === "route" ? projectSlug : undefined;
  return value !== null && owner ? `${owner}/${value}` : value;
}

/** The filter of the analytics that keeps one value alone; projects are narrowed by the whole dashboard's switch. */
export function filterOf(by: Exclude<Dimension, "project">): keyof Narrowing {
  return by === "apiKey" ? "apiKeyId" : by;
}
