import type { Breakers, CircuitView } from "./breaker.ts";
import type { HealthStats } from "./stats.ts";

/** What is known of a model at a provider, as `GET /api/v1/providers/health` shows it. Null: not seen so far. */
export interface HealthView {
  readonly provider: string;
  readonly model: string;
  /** 0..1, of the last while. */
  readonly uptime: number | null;
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly tokensPerSecond: number | null;
  /** Attempts that the figures rest on, each counted by its age. */
  readonly samples: number;
  readonly lastSeenAt: string | null;
  readonly circuits: readonly {
    readonly credential: string;
    readonly state: CircuitView["state"];
    readonly consecutiveFailures: number;
    readonly openedAt: string | null;
    readonly probeAt: string | null;
    readonly reason: string | null;
  }[];
}

/**
 * Health of everything that was called lately, by label. `credential` names the key without revealing it; those of
 * organizations are ids of theirs, so a caller may be shown only the circuits that `mayShow` lets through.
 */
export function healthOf(
  stats: HealthStats,
  breakers: Pick<Breakers, "list">,
  nowMs: number,
  mayShow: (credential: string) => boolean = () => true,
): HealthView[] {
  const circuits = Map.groupBy(breakers.list(nowMs), ({ key }) => splitKey(key).label);
  const labels = new Set(circuits.keys());
  for (const [label] of stats.entries()) labels.add(label);
  return [...labels].sort().map((label) => viewOf(label, stats, circuits.get(label) ?? [], nowMs, mayShow));
}

function viewOf(
  label: string,
  stats: HealthStats,
  circuits: readonly CircuitView[],
  nowMs: number,
  mayShow: (credential: string) => boolean,
): HealthView {
  const [provider, model] = splitLabel(label);
  const seen = stats.of(label);
  const pace = seen?.tokenMs.mean ?? null;
  return {
    provider,
    model,
    uptime: seen === undefined || seen.success.mean === null ? null : seen.uptime(nowMs),
    latencyMs: seen?.totalMs.mean ?? null,
    timeToFirstTokenMs: seen?.ttftMs.mean ?? null,
    tokensPerSecond: pace === null || pace <= 0 ? null : 1_000 / pace,
    samples: seen?.success.weight(nowMs) ?? 0,
    lastSeenAt: isoOrNull(seen?.success.atMs || null),
    circuits: circuits
      .map((circuit) => ({ ...circuit, credential: splitKey(circuit.key).credential }))
      .filter(({ credential }) => mayShow(credential))
      .map(({ credential, state, consecutiveFailures, openedAtMs, probeAtMs, reason }) => ({
        credential,
        state,
        consecutiveFailures,
        openedAt: isoOrNull(openedAtMs),
        probeAt: isoOrNull(probeAtMs),
        reason,
      })),
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Provider and model of `provider/model`; models may have slashes of their own. */
export function splitLabel(label: string): [provider: string, model: string] {
  const slash = label.indexOf("/");
  return [label.slice(0, slash), label.slice(slash + 1)];
}

/** A circuit's key is `provider/model#credential`; ids of the platform's credentials are `provider#number`. */
export function splitKey(key: string): { readonly label: string; readonly credential: string } {
  const last = key.lastIndexOf("#");
  const numbered = /^\d+$/.test(key.slice(last + 1));
  const at = numbered ? key.lastIndexOf("#", last - 1) : last;
  const from = at < 0 ? last : at;
  return { label: key.slice(0, from), credential: key.slice(from + 1) };
}
