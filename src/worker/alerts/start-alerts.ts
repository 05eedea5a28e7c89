import type { Kysely } from "kysely";
import type { Dispatcher } from "undici";
import { randomBase62 } from "../../ids.ts";
import type { Mailer } from "../../mail/mailer.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { leaveLease, takeLease } from "../../store/alerts/lease.ts";
import { purgeAlerts } from "../../store/alerts/purge-alerts.ts";
import type { Clock } from "../../store/clock.ts";
import type { Log } from "../../store/log.ts";
import type { Database } from "../../store/sql/schema.ts";
import { startRounds } from "../rounds.ts";
import { evaluateAnomalies } from "./anomalies.ts";
import { evaluateBudgets } from "./budgets.ts";
import { deliverAlerts } from "./deliver.ts";
import { evaluateKeys } from "./keys.ts";
import { createAlertSender } from "./send-alert.ts";
import { startTurns } from "./turns.ts";

export interface AlertsOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly masterKeys: MasterKeys;
  /** A guarded agent: `guardedAgent` of net-guard. */
  readonly dispatcher: Dispatcher;
  /** Null: the installation sends no mail. */
  readonly mailer: Mailer | null;
  readonly random: () => number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** What is looked at, and how often. */
const EVALUATORS = [
  { name: "budgets", everyMs: 30 * SECOND_MS, evaluate: evaluateBudgets },
  { name: "anomalies", everyMs: 5 * MINUTE_MS, evaluate: evaluateAnomalies },
  { name: "keys", everyMs: 5 * MINUTE_MS, evaluate: evaluateKeys },
] as const;
const DELIVER_EVERY_MS = 2 * SECOND_MS;
/** A round that takes longer may be followed by another process's; what both raise is the same event. */
const LEASE_ROUNDS = 2;

/** Watches for what organizations should know of, and sends it. Gives the function that stops it. */
export function startAlerts(options: AlertsOptions): () => Promise<void> {
  const { db, clock, log } = options;
  const holder = randomBase62(24);
  const stops = EVALUATORS.map(({ name, everyMs, evaluate }) =>
    startTurns({
      everyMs,
      log,
      what: `alerts of ${name}`,
      turn: async () => {
        const lease = { name: `alerts ${name}`, holder, seconds: (LEASE_ROUNDS * everyMs) / SECOND_MS };
        if (!(await takeLease(db, lease))) return false;
        const raised = await evaluate(db, clock);
        if (raised > 0) log.info({ raised, what: name }, "alerts were raised");
        return false;
      },
    }),
  );
  const send = createAlertSender(options);
  stops.push(
    startTurns({
      everyMs: DELIVER_EVERY_MS,
      log,
      what: "deliveries of alerts",
      turn: async () => (await deliverAlerts({ ...options, send })) > 0,
    }),
    startRounds({ everyMs: 60 * MINUTE_MS, log, what: "alerts", round: () => purgeAlerts(db, clock) }),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    const leave = EVALUATORS.map(({ name }) => leaveLease(db, { name: `alerts ${name}`, holder }));
    // The database may be gone already; the leases end by themselves.
    await Promise.allSettled(leave);
  };
}
