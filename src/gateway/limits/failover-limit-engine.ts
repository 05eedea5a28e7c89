import { setImmediate } from "node:timers/promises";
import { fail } from "../../errors/gateway-error.ts";
import type { HeldReservations, HeldUse } from "./held-use.ts";
import type { LimitEngine, LimitRule, LimitState, ReserveOptions, Settlement, Verdict } from "./limit-engine.ts";
import { OwedSettlements } from "./owed-settlements.ts";
import { NOTHING_COUNTED, stateOf } from "./windows.ts";

/**
 * What is done while the shared counters cannot be reached: `open` lets everything pass, `closed` refuses everything,
 * `local` counts in each process for itself.
 */
export type WithoutShared = "open" | "closed" | "local";

export interface FailoverOptions {
  /** Rejects while it cannot be reached, `settle` too. */
  readonly shared: LimitEngine & HeldReservations;
  /** Makes the counters of an outage. */
  readonly local: () => LimitEngine;
  readonly without: WithoutShared;
  readonly log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

/** After a failure, the shared counters are left alone for so long. */
const RETRY_MS = 1_000;
/** An outage that begins so soon after the last one takes up its counters again. */
const KEEP_LOCAL_MS = 60_000;
/** Nobody's name: what is read of it only shows that the counters answer. */
const PROBE = "probe";
const SETTLEMENTS_A_BATCH = 500;

/**
 * Limits counted together as long as that works. In an outage only the requests already under way wait; the way back is
 * tried beside the requests, and what was settled meanwhile is told to the shared counters before they are used again.
 * They count each reservation once, so nothing is lost and nothing counted twice.
 *
 * One failure is no outage: where this process itself was held up, a command's time is over before its answer, which is
 * there already, can be read. Whatever fails is asked a second time, which is safe, before others pay for it.
 */
export class FailoverLimitEngine implements LimitEngine, HeldReservations {
  readonly #options: FailoverOptions;
  readonly #owed = new OwedSettlements();
  #local: LimitEngine | undefined;
  #down = false;
  #retryAtMs = 0;
  #backAtMs = 0;
  #returning: Promise<void> | undefined;

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** Whether the shared counters are in use. */
  get isShared(): boolean {
    return !this.#down;
  }

  /** Throws or rejects with `unhealthy` while the shared counters are away and `without` is `closed`. */
  reserve(options: ReserveOptions): Verdict | Promise<Verdict> {
    if (this.#isDown(options.nowMs)) return this.#reserveWithout(options);
    return this.#reserveShared(options);
  }

  async settle(settlement: Settlement): Promise<void> {
    // Those that were let in by this process give back what they hold here; others are counted here as well.
    await this.#local?.settle(settlement);
    if (this.#isDown(settlement.nowMs)) {
      this.#owed.add(settlement);
      return;
    }
    try {
      await twice(() => this.#options.shared.settle(settlement));
    } catch (error) {
      this.#owed.add(settlement);
      this.#lost(error, settlement.nowMs);
    }
  }

  async read(tenant: string, rules: readonly LimitRule[], nowMs: number): Promise<readonly LimitState[]> {
    if (!this.#isDown(nowMs)) {
      try {
        return await twice(() => this.#options.shared.read(tenant, rules, nowMs));
      } catch (error) {
        this.#lost(error, nowMs);
      }
    }
    if (this.#options.without === "closed") throw unhealthy();
    const local = this.#counting();
    return local === undefined ? uncounted(rules, nowMs) : local.read(tenant, rules, nowMs);
  }

  async raise(tenant: string, rule: LimitRule, usedNanos: number, nowMs: number): Promise<void> {
    await this.#local?.raise(tenant, rule, usedNanos, nowMs);
    if (this.#isDown(nowMs)) return;
    try {
      await twice(() => this.#options.shared.raise(tenant, rule, usedNanos, nowMs));
    } catch (error) {
      this.#lost(error, nowMs);
    }
  }

  async releaseHeld(tenant: string, uses: readonly HeldUse[], nowMs: number): Promise<void> {
    if (this.#isDown(nowMs)) throw unhealthy();
    try {
      await twice(() => this.#options.shared.releaseHeld(tenant, uses, nowMs));
    } catch (error) {
      this.#lost(error, nowMs);
      throw error;
    }
  }

  /** Tries the way back now: for whoever learns that the connection is there again. Never rejects. */
  comeBack(nowMs: number): Promise<void> {
    if (!this.#down) return Promise.resolve();
    this.#returning ??= this.#return(nowMs).finally(() => {
      this.#returning = undefined;
    });
    return this.#returning;
  }

  async #reserveShared(options: ReserveOptions): Promise<Verdict> {
    try {
      return await twice(() => this.#options.shared.reserve(options));
    } catch (error) {
      this.#lost(error, options.nowMs);
    }
    return this.#reserveWithout(options);
  }

  #reserveWithout(options: ReserveOptions): Verdict | Promise<Verdict> {
    if (this.#options.without === "closed") throw unhealthy();
    const local = this.#counting();
    if (local !== undefined) return local.reserve(options);
    const rules = options.claims.map(({ rule }) => rule);
    return { granted: true, states: uncounted(rules, options.nowMs) };
  }

  #counting(): LimitEngine | undefined {
    if (this.#options.without !== "local") return undefined;
    this.#local ??= this.#options.local();
    return this.#local;
  }

  #isDown(nowMs: number): boolean {
    // A clock that stepped back must not put it off for long.
    const isTime = nowMs >= this.#retryAtMs || nowMs < this.#retryAtMs - RETRY_MS;
    if (this.#down && isTime) void this.comeBack(nowMs);
    else if (!this.#down && Math.abs(nowMs - this.#backAtMs) > KEEP_LOCAL_MS) this.#local = undefined;
    return this.#down;
  }

  #lost(error: unknown, nowMs: number): void {
    this.#retryAtMs = nowMs + RETRY_MS;
    if (this.#down) return;
    this.#down = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ reason, without: this.#options.without }, "Shared limits cannot be reached.");
  }

  async #return(nowMs: number): Promise<void> {
    this.#retryAtMs = nowMs + RETRY_MS;
    const { shared, log } = this.#options;
    const owed = this.#owed.size;
    try {
      // Also when nothing is owed: it shows that the counters answer.
      await shared.read(PROBE, [], nowMs);
      while (this.#owed.size > 0) {
        await Promise.all(this.#owed.first(SETTLEMENTS_A_BATCH).map((settlement) => this.#tell(settlement, nowMs)));
      }
    } catch {
      return;
    }
    this.#down = false;
    this.#backAtMs = nowMs;
    log.info({ owed, forgotten: this.#owed.takeForgotten() }, "Limits are shared again.");
  }

  /** One that is refused although the counters answer must not keep them away for ever. */
  async #tell(settlement: Settlement, nowMs: number): Promise<void> {
    const { shared } = this.#options;
    try {
      await shared.settle(settlement);
    } catch {
      await shared.read(PROBE, [], nowMs);
      try {
        await shared.settle(settlement);
      } catch {
        this.#owed.forget(settlement);
      }
    }
    this.#owed.told(settlement);
  }
}

async function twice<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch {
    // A turn later, so that what has arrived meanwhile is read first.
    await setImmediate();
    return await call();
  }
}

function uncounted(rules: readonly LimitRule[], nowMs: number): LimitState[] {
  return rules.map((rule) => stateOf(rule, NOTHING_COUNTED, 0, nowMs));
}

function unhealthy(): Error {
  return fail("unhealthy", {
    message: "Limits cannot be checked at the moment. Try again in a second.",
    retryAfterSeconds: 1,
  });
}
