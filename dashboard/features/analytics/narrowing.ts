import { given, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";
import type { Dimension } from "./dimensions.ts";

const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"] as const;
const PAYER_WORDS = ["credits", "own-key", "none"] as const;

/** What requests are narrowed by, as it stands in the address and as the API takes it. */
export function validateNarrowing(raw: RawSearch) {
  return search({
    model: textOf(raw, "model"),
    provider: textOf(raw, "provider"),
    route: textOf(raw, "route"),
    apiKeyId: textOf(raw, "apiKeyId"),
    endpoint: textOf(raw, "endpoint"),
    status: oneOf(raw, "status", STATUS_CLASSES),
    errorCode: textOf(raw, "errorCode"),
    paidBy: oneOf(raw, "paidBy", PAYER_WORDS),
    source: textOf(raw, "source"),
    tag: textOf(raw, "tag"),
  });
}

export type Narrowing = ReturnType<typeof validateNarrowing>;

type Given = { readonly [Name in keyof Narrowing]?: NonNullable<Narrowing[Name]> };

/** No filter at all, to be spread over some. */
export const NO_NARROWING: { readonly [Name in keyof Required<Narrowing>]: undefined } = {
  model: undefined,
  provider: undefined,
  route: undefined,
  apiKeyId: undefined,
  endpoint: undefined,
  status: undefined,
  errorCode: undefined,
  paidBy: undefined,
  source: undefined,
  tag: undefined,
};

const NAMES = Object.keys(NO_NARROWING) as (keyof Narrowing)[];

/** The filters of a page's query alone, as the API takes them. */
export function narrowingOf(from: Narrowing): Given {
  return given(Object.fromEntries(NAMES.map((name) => [name, from[name]]))) as Given;
}

/** Callers make these up, so the API counts them by themselves: beside a project, but no other filter. */
const ALONE = ["source", "tag"] as const;

/** What to change for a filter to hold: those that cannot be combined with it go. */
export function narrowedBy(now: Narrowing, name: keyof Narrowing, value: string): Narrowing {
  const isAlone = ALONE.some((each) => each === name);
  const others = isAlone ? {} : { ...now, source: undefined, tag: undefined };
  return { ...NO_NARROWING, ...others, [name]: value };
}

/** True when requests that are narrowed so can be told apart by a dimension. */
export function canSplit(now: Narrowing, by: Dimension): boolean {
  if (by === "project") return true;
  const names = Object.keys(narrowingOf(now));
  const alone = ALONE.find((each) => names.includes(each));
  if (alone !== undefined) return by === alone;
  return (by !== "source" && by !== "tag") || names.length === 0;
}

/** What the page is broken down by: what was asked for where that goes, else what does. */
export function splitOf(now: Narrowing, asked: Dimension | undefined): Dimension {
  if (asked !== undefined && canSplit(now, asked)) return asked;
  return canSplit(now, "model") ? "model" : "project";
}
