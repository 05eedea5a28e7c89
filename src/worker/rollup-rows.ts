import { completionTokens, promptTokens } from "../canonical/usage.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { cutName } from "../store/rollups/cut-name.ts";
import { packHistogram, slotOf } from "../store/rollups/latency-buckets.ts";
import type { Facet, RollupGrain, RollupMeasures } from "../store/sql/tables/rollups.ts";
import { arrivedAt, storedText } from "./log-row.ts";

/** As many as the log keeps of a request. */
const TAGS_MAX = 64;
/** What one request can add to a sum: a million dollars, or as many tokens. Sums then stay below what 64 bits hold. */
const ADDED_MAX = 1e15;

const GRAIN_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const satisfies Record<RollupGrain, number>;
const GRAINS = Object.keys(GRAIN_MS) as RollupGrain[];

/** A row's place: its columns but the sums. */
type Place = Readonly<Record<string, string>>;
/** A row as it is written: its place and its sums. */
export type RollupRow = object;

/** The names of a request that callers make up. Others take their place when there are too many. */
export interface Labels {
  readonly model: string;
  readonly source: string;
  /** `name:value` each. */
  readonly tags: readonly string[];
}

/** A name as rollups hold it; empty for none. */
export function rollupName(value: string | null): string {
  return value === null ? "" : cutName(storedText(value));
}

/** The labels that a record itself has. */
export function labelsOf(record: RequestRecord): Labels {
  const tags = Object.entries(record.tags)
    .slice(0, TAGS_MAX)
    .map(([name, value]) => rollupName(`${name}:${value}`));
  return { model: rollupName(record.model), source: rollupName(record.source), tags: [...new Set(tags)] };
}

interface Sums extends Omit<RollupMeasures, "latency" | "ttft"> {
  latencySlots: Map<number, number>;
  ttftSlots: Map<number, number>;
}

interface Row {
  readonly place: Place;
  readonly sums: Sums;
}

/** Adds records up into rows of both tables. */
export class RollupRows {
  readonly #facets = new Map<string, Row>();
  readonly #cube = new Map<string, Row>();
  readonly #grains: readonly RollupGrain[];

  constructor(grains: readonly RollupGrain[] = GRAINS) {
    this.#grains = grains;
  }

  /** Adds one record; one of no organization is nobody's to see and counts nowhere. */
  add(record: RequestRecord, labels: Labels): void {
    if (record.organizationId === null) return;
    const added = measure(record);
    const organization_id = rollupName(record.organizationId);
    const project_id = rollupName(record.projectId);
    const arrivedMs = arrivedAt(record).getTime();
    for (const grain of this.#grains) {
      const bucket = new Date(Math.floor(arrivedMs / GRAIN_MS[grain]) * GRAIN_MS[grain]).toISOString();
      for (const [facet, outer_value, value] of facetsOf(record, labels)) {
        addTo(this.#facets, { organization_id, facet, grain, bucket, project_id, outer_value, value }, added);
      }
      addTo(this.#cube, { organization_id, grain, bucket, project_id, ...cubeNames(record, labels) }, added);
    }
  }

  /** Rows by place, so that two transactions that write some of the same wait for each other in one direction only. */
  facets(): RollupRow[] {
    return sorted(this.#facets);
  }

  cube(): RollupRow[] {
    return sorted(this.#cube);
  }
}

function facetsOf(record: RequestRecord, labels: Labels): (readonly [Facet, string, string])[] {
  return [
    ["all", "", ""],
    ["key", "", rollupName(record.apiKeyId)],
    ["model", rollupName(record.provider), labels.model],
    ["outcome", statusClass(record.status), rollupName(record.errorCode)],
    ["endpoint", "", rollupName(record.endpoint)],
    ["paid_by", "", record.paidBy],
    ["source", "", labels.source],
    ...labels.tags.map((tag) => ["tag", "", tag] as const),
    // No row for what asked for a model: there is nothing to tell of it here.
    ...(record.route === undefined ? [] : [["route", "", rollupName(record.route.route)] as const]),
  ];
}

function cubeNames(record: RequestRecord, labels: Labels): Place {
  return {
    api_key_id: rollupName(record.apiKeyId),
    provider: rollupName(record.provider),
    model: labels.model,
    endpoint: rollupName(record.endpoint),
    status_class: statusClass(record.status),
    error_code: rollupName(record.errorCode),
    paid_by: record.paidBy,
    route: rollupName(record.route?.route ?? null),
  };
}

function statusClass(status: number): string {
  const first = Math.floor(status / 100);
  return first >= 1 && first <= 5 ? `${first}xx` : "other";
}

interface Measured {
  readonly sums: Omit<Sums, "latencySlots" | "ttftSlots">;
  readonly latencySlot: number | null;
  readonly ttftSlot: number | null;
}

function measure(record: RequestRecord): Measured {
  const success = record.status < 400;
  const latencyMs = success && Number.isFinite(record.latencyMs) ? Math.max(0, record.latencyMs) : null;
  const given = record.timeToFirstTokenMs;
  const ttftMs = success && given !== null && Number.isFinite(given) ? Math.max(0, given) : null;
  const sums = {
    requests: 1,
    successes: success ? 1 : 0,
    cached: record.cached ? 1 : 0,
    fallbacks: record.fallbackUsed ? 1 : 0,
    prompt_tokens: amount(promptTokens(record.usage)),
    completion_tokens: amount(completionTokens(record.usage)),
    cache_read_tokens: amount(record.usage.cacheReadTokens),
    reasoning_tokens: amount(record.usage.reasoningTokens),
    provider_cost_nanos: amount(record.providerCostNanos),
    fee_nanos: amount(record.feeNanos),
    total_nanos: amount(record.totalNanos),
    savings_nanos: amount(record.savingsNanos),
    unpriced: record.totalNanos === null ? 1 : 0,
    latency_count: latencyMs === null ? 0 : 1,
    latency_us: amount(latencyMs === null ? 0 : latencyMs * 1_000),
    ttft_count: ttftMs === null ? 0 : 1,
    ttft_us: amount(ttftMs === null ? 0 : ttftMs * 1_000),
    violations: record.guardrails?.length ?? 0,
    input_nanos: amount(record.route?.inputNanos ?? 0),
  };
  return {
    sums,
    latencySlot: latencyMs === null ? null : slotOf(latencyMs),
    ttftSlot: ttftMs === null ? null : slotOf(ttftMs),
  };
}

function amount(value: number | null): number {
  if (value === null || !Number.isFinite(value)) return 0;
  return Math.max(-ADDED_MAX, Math.min(ADDED_MAX, Math.round(value)));
}

function addTo(rows: Map<string, Row>, place: Place, { sums, latencySlot, ttftSlot }: Measured): void {
  const key = Object.values(place).join("\u0000");
  let row = rows.get(key);
  if (row === undefined) {
    row = { place, sums: { ...sums, latencySlots: new Map(), ttftSlots: new Map() } };
    rows.set(key, row);
  } else {
    const own = row.sums;
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) own[name] += sums[name];
  }
  countIn(row.sums.latencySlots, latencySlot);
  countIn(row.sums.ttftSlots, ttftSlot);
}

function countIn(slots: Map<number, number>, slot: number | null): void {
  if (slot !== null) slots.set(slot, (slots.get(slot) ?? 0) + 1);
}

function sorted(rows: ReadonlyMap<string, Row>): RollupRow[] {
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { place, sums }]) => {
      const { latencySlots, ttftSlots, ...rest } = sums;
      const histograms = { latency: packHistogram(latencySlots), ttft: packHistogram(ttftSlots) };
      return { ...place, ...(rest satisfies Omit<RollupMeasures, keyof typeof histograms>), ...histograms };
    });
}
