import type { Circuit, ModelHealth } from "../../../src/client/api.ts";

/** A model at a provider, with what its circuits come to. */
export interface HealthRow extends ModelHealth {
  /** `provider/model`. */
  readonly label: string;
  /** The worst of its circuits'; closed without any. */
  readonly state: Circuit["state"];
  /** When the first of its open circuits opened. */
  readonly openedAt: string | null;
}

const RANK: Readonly<Record<Circuit["state"], number>> = { open: 0, "half-open": 1, closed: 2 };
/** What is below was in trouble lately, whatever its circuits say. */
const WELL = 0.95;

/** The rows that are asked for, what is in trouble first. */
export function healthRows(
  health: readonly ModelHealth[],
  { text = "", state }: { readonly text?: string | undefined; readonly state?: "trouble" | undefined },
): readonly HealthRow[] {
  const wanted = text.trim().toLowerCase();
  return health
    .map(rowOf)
    .filter((row) => row.label.toLowerCase().includes(wanted) && (state === undefined || isInTrouble(row)))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || (a.label < b.label ? -1 : 1));
}

/** True where a circuit is not closed, or many attempts failed. */
export function isInTrouble({ state, uptime }: HealthRow): boolean {
  return state !== "closed" || (uptime !== null && uptime < WELL);
}

function rowOf(one: ModelHealth): HealthRow {
  const state = one.circuits.reduce<Circuit["state"]>(
    (worst, circuit) => (RANK[circuit.state] < RANK[worst] ? circuit.state : worst),
    "closed",
  );
  const opened = one.circuits.flatMap(({ openedAt }) => openedAt ?? []).sort();
  return { ...one, label: `${one.provider}/${one.model}`, state, openedAt: opened[0] ?? null };
}
