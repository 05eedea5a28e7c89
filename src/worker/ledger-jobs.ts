import type { Kysely } from "kysely";
import { purgePaymentEvents } from "../billing/apply-event.ts";
import { runAutoTopUps } from "../billing/auto-top-up.ts";
import { noteLowBalances } from "../billing/low-balance.ts";
import type { Payments } from "../billing/payments.ts";
import type { Clock } from "../store/clock.ts";
import { keepFindings, verifyLedger } from "../store/ledger/verify-ledger.ts";
import type { Log } from "../store/log.ts";
import type { Database } from "../store/sql/schema.ts";
import type { LedgerFinding } from "../store/sql/tables/ledger.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Days of request logs that each check compares. */
const COMPARED_DAYS = 35;

export interface LedgerJobsOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Null: no payment service is set up. */
  readonly payments: Payments | null;
  /** Days that request logs are kept. */
  readonly logDays: number;
}

/**
 * Every minute: tells of low balances and tops up. At start and daily: checks the ledger. Gives the function that stops
 * them and waits for those that run.
 */
export function startLedgerJobs(options: LedgerJobsOptions): () => Promise<void> {
  const stops = [
    every(MINUTE_MS, options.log, "balances", () => watchBalances(options)),
    every(DAY_MS, options.log, "the ledger's check", async () => {
      await checkLedger(options);
      await purgePaymentEvents(options.db, new Date(options.clock.now()));
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

async function watchBalances({ db, clock, log, payments }: LedgerJobsOptions): Promise<void> {
  // First, so that money which comes at once does not hide that it was needed.
  await noteLowBalances({ db, clock });
  if (payments !== null) await runAutoTopUps({ db, payments, clock, log });
}

/** Checks the ledger, keeps what was found, and says so in the log when it does not agree. */
export async function checkLedger({
  db,
  clock,
  log,
  logDays,
}: Omit<LedgerJobsOptions, "payments">): Promise<readonly LedgerFinding[]> {
  const now = new Date(clock.now());
  // The first day may be half removed, and what is being removed now is one more.
  const days = Math.max(0, Math.min(COMPARED_DAYS, logDays - 2));
  const logsSince = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
  const findings = await verifyLedger(db, { logsSince });
  await keepFindings(db, findings, now);
  if (findings.length > 0) {
    const [first] = findings;
    log.error({ findings: findings.length, first }, "The ledger does not agree with itself or with the request log.");
  }
  return findings;
}

function every(ms: number, log: Log, what: string, round: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  const begin = (): void => {
    running ??= round()
      .catch((error: unknown) => log.warn({ err: error, what }, "a job failed; its next round tries again"))
      .finally(() => {
        running = null;
      });
  };
  begin();
  const timer = setInterval(begin, ms);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
