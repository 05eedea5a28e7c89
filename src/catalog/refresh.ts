import { type CatalogDiff, diffCatalogs, isEmptyDiff, type PriceChange } from "./diff.ts";
import { parseCatalog } from "./load.ts";
import type { Catalog } from "./types.ts";

/** Fetches text; must stop reading after `maxBytes` and throw, and give up in its own time. */
export type FetchText = (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly maxBytes: number },
) => Promise<{ readonly status: number; readonly etag?: string | undefined; readonly text: string }>;

export interface RefreshOptions {
  readonly url: string;
  readonly fetchText: FetchText;
  readonly current: Catalog;
  /** Ids that offerings may name. Offerings of others are left out: a feed may know more providers than this build. */
  readonly providers: ReadonlySet<string>;
  /** Of the copy fetched last. */
  readonly etag?: string | undefined;
  /** Largest feed, in bytes of UTF-8. */
  readonly maxBytes?: number;
  /** Largest change of a figure that is taken without being allowed, in percent of the old one. */
  readonly maxMovePercent?: number;
  /** Largest share of offerings that may go at once, in percent. */
  readonly maxRemovedPercent?: number;
  /** Offerings (`provider/model`) whose prices may move by anything, or all of them. */
  readonly allow?: ReadonlySet<string> | "all";
}

export type RefreshResult =
  | { readonly kind: "unchanged"; readonly etag: string | undefined }
  | {
      readonly kind: "updated";
      readonly catalog: Catalog;
      readonly diff: CatalogDiff;
      readonly etag: string | undefined;
    }
  | { readonly kind: "refused"; readonly reasons: readonly string[]; readonly diff?: CatalogDiff };

const DEFAULT_MAX_BYTES = 8_000_000;
const DEFAULT_MAX_MOVE_PERCENT = 50;
const DEFAULT_MAX_REMOVED_PERCENT = 20;
const MAX_REASONS = 50;

/**
 * Fetches a catalogue and decides whether it may replace the current one. Never throws: whatever is wrong is a refusal
 * with reasons, and the current catalogue stays in use.
 */
export async function refreshCatalog(options: RefreshOptions): Promise<RefreshResult> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const headers = {
    accept: "application/json",
    ...(options.etag === undefined ? {} : { "if-none-match": options.etag }),
  };
  let answer: Awaited<ReturnType<FetchText>>;
  try {
    answer = await options.fetchText(options.url, { headers, maxBytes });
  } catch (error) {
    return refused(`the feed cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (answer.status === 304) return { kind: "unchanged", etag: options.etag };
  if (answer.status !== 200) return refused(`the feed answered ${answer.status}`);
  if (Buffer.byteLength(answer.text) > maxBytes) return refused(`the feed is larger than ${maxBytes} bytes`);
  let data: unknown;
  try {
    data = JSON.parse(answer.text);
  } catch {
    return refused("the feed is not JSON");
  }
  return judge(data, answer.etag, options);
}

function judge(data: unknown, etag: string | undefined, options: RefreshOptions): RefreshResult {
  const parsed = parseCatalog(onlyKnownProviders(data, options.providers), options.providers);
  if (!parsed.ok) return { kind: "refused", reasons: parsed.problems };
  const diff = diffCatalogs(options.current, parsed.value);
  if (isEmptyDiff(diff) && parsed.value.version === options.current.version) return { kind: "unchanged", etag };
  const reasons = options.allow === "all" ? [] : [...priceReasons(diff, options), ...removalReasons(diff, options)];
  if (reasons.length > 0) return { kind: "refused", reasons: reasons.slice(0, MAX_REASONS), diff };
  return { kind: "updated", catalog: parsed.value, diff, etag };
}

function refused(reason: string): RefreshResult {
  return { kind: "refused", reasons: [reason] };
}

function priceReasons(diff: CatalogDiff, options: RefreshOptions): string[] {
  const { allow } = options;
  const limit = options.maxMovePercent ?? DEFAULT_MAX_MOVE_PERCENT;
  return diff.prices
    .filter((change) => allow === "all" || !allow?.has(change.offering))
    .flatMap((change) => priceReason(change, limit) ?? []);
}

function priceReason(change: PriceChange, limit: number): string | undefined {
  const what = `${change.offering} ${change.field} from ${change.from}`;
  if (change.after === null) return `${what}: the price is gone`;
  if (change.before === null) return undefined;
  if (change.after === 0) return `${what}: falls from ${change.before} to zero`;
  if (change.percent === null) return `${what}: rises from zero to ${change.after}`;
  if (Math.abs(change.percent) <= limit) return undefined;
  return `${what}: moves by ${change.percent.toFixed(1)} % from ${change.before} to ${change.after}`;
}

function removalReasons(diff: CatalogDiff, options: RefreshOptions): string[] {
  const total = options.current.models.reduce((sum, model) => sum + model.offerings.length, 0);
  const limit = options.maxRemovedPercent ?? DEFAULT_MAX_REMOVED_PERCENT;
  if (diff.removed.length * 100 <= total * limit) return [];
  return [`${diff.removed.length} of ${total} offerings would go, more than ${limit} %`];
}

/** Leaves out what this build cannot call; all other faults are left for the checks. */
function onlyKnownProviders(data: unknown, providers: ReadonlySet<string>): unknown {
  if (!isObject(data) || !Array.isArray(data["models"])) return data;
  const models = data["models"].map((model: unknown) => {
    if (!isObject(model) || !Array.isArray(model["offerings"])) return model;
    const offerings = model["offerings"].filter(
      (own: unknown) => !isObject(own) || typeof own["provider"] !== "string" || providers.has(own["provider"]),
    );
    return { ...model, offerings };
  });
  return { ...data, models };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
