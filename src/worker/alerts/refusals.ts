import type { Kysely } from "kysely";
import { BoundedMap } from "../../bounded-map.ts";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import type { Log } from "../../store/log.ts";
import type { Database } from "../../store/sql/schema.ts";

/** A request that a hard budget refused, as the data plane tells it. */
export interface BudgetRefusal {
  readonly organizationId: string;
  readonly budgetId: string;
  readonly scope: string;
  readonly scopeId: string;
  readonly limitNanos: number;
  /** What is reserved included. */
  readonly usedNanos: number;
  /** Infinity: the budget does not reset. */
  readonly resetAtMs: number;
}

/** Takes refusals from the data plane, which never waits for it. */
export interface RefusalAlerts {
  /** Never throws. One event for each budget and period, however often it refuses. */
  onBudgetRefused(refusal: BudgetRefusal): void;
  /** Resolves when everything taken so far has been noted or given up. */
  settled(): Promise<void>;
}

const MAX_REMEMBERED = 10_000;

/** Makes alerts of hard budgets that refuse: reservations keep what is spent below the limit, so sums alone do not tell. */
export function createRefusalAlerts(db: Kysely<Database>, { log }: { readonly log: Log }): RefusalAlerts {
  const told = new BoundedMap<string, boolean>(MAX_REMEMBERED);
  const running = new Set<Promise<void>>();
  const note = async (refusal: BudgetRefusal, key: string): Promise<void> => {
    const { organizationId, budgetId, scope, scopeId, limitNanos, usedNanos: spentNanos, resetAtMs } = refusal;
    const details = {
      budgetId,
      scope,
      scopeId,
      ...(scope === "project" ? { projectId: scopeId } : {}),
      ...(scope === "key" ? { apiKeyId: scopeId } : {}),
      limitNanos,
      spentNanos,
      // Not all of it need be spent: one request that asks for more than is left is enough.
      refused: true,
      resetsAt: Number.isFinite(resetAtMs) ? new Date(resetAtMs).toISOString() : null,
    };
    try {
      await raiseEvent(db, { organizationId, kind: "budget_exceeded", dedupeKey: key, details });
    } catch (error) {
      // The next refusal tries again.
      told.set(`${organizationId} ${key}`, false);
      log.warn({ budgetId, error: String(error) }, "a budget's alert could not be noted");
    }
  };
  return {
    onBudgetRefused(refusal): void {
      const { organizationId, budgetId, scopeId, resetAtMs, limitNanos } = refusal;
      const key = `refused:${budgetId}:${scopeId}:${resetAtMs}:${limitNanos}`;
      const name = `${organizationId} ${key}`;
      if (told.get(name) === true) return;
      told.set(name, true);
      const noting = note(refusal, key).finally(() => running.delete(noting));
      running.add(noting);
    },
    async settled(): Promise<void> {
      await Promise.all(running);
    },
  };
}
