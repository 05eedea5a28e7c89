import { BoundedMap } from "../../bounded-map.ts";

/** When a circuit opens and how it closes again. */
export interface BreakerRules {
  /** Failures in a row that open it. */
  readonly consecutiveFailures: number;
  /** Share of failures in the window that opens it, and how many requests the window must hold for that. */
  readonly failureRatio: number;
  readonly minRequests: number;
  readonly windowMs: number;
  /** Rest before the first probe; doubles with every probe that fails, up to the longest. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export const DEFAULT_BREAKER_RULES: BreakerRules = {
  consecutiveFailures: 5,
  failureRatio: 0.5,
  minRequests: 20,
  windowMs: 30_000,
  openMs: 4_000,
  maxOpenMs: 30_000,
};

export type CircuitState = "closed" | "open" | "half-open";

/** One circuit as operators see it. */
export interface CircuitView {
  /** `provider/model#credential`. */
  readonly key: string;
  readonly state: CircuitState;
  readonly consecutiveFailures: number;
  readonly openedAtMs: number | null;
  /** When the next probe may go. */
  readonly probeAtMs: number | null;
  /** Word for the failure that opened it. */
  readonly reason: string | null;
}

/** A circuit changed its state. */
export interface CircuitEvent {
  readonly key: string;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: string | null;
  readonly atMs: number;
  /** For so long nobody should ask; 0 for a circuit that is closed. */
  readonly restMs: number;
}

/** What another replica found out about a circuit. */
export type ToldCircuit = Pick<CircuitEvent, "to" | "reason" | "restMs">;

/**
 * Circuits by `provider/model#credential`. All calls are synchronous: where replicas share circuits, an implementation
 * answers from its last knowledge and tells the others in the background.
 */
export interface Breakers {
  /** Whether a request may go. `probe`: it may, alone, and its outcome decides; call one of the outcomes for certain. */
  admit(key: string, nowMs: number): "closed" | "probe" | "open";
  /** The same without taking the probe: for planning. */
  stateOf(key: string, nowMs: number): CircuitState;
  succeeded(key: string, nowMs: number): void;
  failed(key: string, reason: string, nowMs: number): void;
  /** The request ended without saying anything of the provider: the probe is given back. */
  abandoned(key: string, nowMs: number): void;
  /** Takes over what another replica found out. */
  adopt(key: string, told: ToldCircuit, nowMs: number): void;
  /** Every circuit that has seen a failure lately. */
  list(nowMs: number): CircuitView[];
}

const MAX_CIRCUITS = 10_000;
const BUCKETS = 10;

/** Circuits of this process. */
export class LocalBreakers implements Breakers {
  readonly #rules: BreakerRules;
  readonly #circuits = new BoundedMap<string, Circuit>(MAX_CIRCUITS);
  readonly #keys = new Set<string>();
  readonly #onChange: (event: CircuitEvent) => void;

  constructor(rules = DEFAULT_BREAKER_RULES, onChange: (event: CircuitEvent) => void = () => {}) {
    this.#rules = rules;
    this.#onChange = onChange;
  }

  admit(key: string, nowMs: number): "closed" | "probe" | "open" {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined || circuit.state === "closed") return "closed";
    if (circuit.state === "open" && nowMs < circuit.probeAtMs) return "open";
    // A probe whose outcome never came would keep the circuit half-open for ever.
    if (circuit.state === "half-open" && nowMs < circuit.probeUntilMs) return "open";
    circuit.probeUntilMs = nowMs + PROBE_LIMIT_MS;
    this.#move(key, circuit, "half-open", nowMs);
    return "probe";
  }

  stateOf(key: string, nowMs: number): CircuitState {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined || circuit.state === "closed") return "closed";
    if (circuit.state === "open") return nowMs < circuit.probeAtMs ? "open" : "half-open";
    return nowMs < circuit.probeUntilMs ? "open" : "half-open";
  }

  succeeded(key: string, nowMs: number): void {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) return;
    circuit.consecutive = 0;
    if (circuit.state === "closed") {
      circuit.window.count(nowMs, false);
      return;
    }
    circuit.restMs = this.#rules.openMs;
    circuit.window.clear();
    this.#move(key, circuit, "closed", nowMs);
  }

  failed(key: string, reason: string, nowMs: number): void {
    const circuit = this.#circuits.get(key) ?? this.#open(key);
    circuit.consecutive += 1;
    circuit.reason = reason;
    circuit.window.count(nowMs, true);
    // Of requests that were on their way when it opened, nothing is learnt.
    if (circuit.state === "open") return;
    if (circuit.state === "half-open") {
      circuit.restMs = Math.min(circuit.restMs * 2, this.#rules.maxOpenMs);
      this.#rest(key, circuit, nowMs);
    } else if (this.#isTooMuch(circuit, nowMs)) this.#rest(key, circuit, nowMs);
  }

  abandoned(key: string, nowMs: number): void {
    const circuit = this.#circuits.get(key);
    if (circuit?.state !== "half-open") return;
    circuit.probeAtMs = nowMs;
    this.#move(key, circuit, "open", nowMs);
  }

  /**
   * Takes over what another replica found out: it is not told of again. While another one probes, this one does not.
   */
  adopt(key: string, { to, reason, restMs }: ToldCircuit, nowMs: number): void {
    const known = this.#circuits.get(key);
    if (to === "closed") {
      if (known === undefined || known.state === "closed") return;
      known.consecutive = 0;
      known.restMs = this.#rules.openMs;
      known.window.clear();
      known.openedAtMs = null;
      known.reason = null;
      known.state = "closed";
      return;
    }
    const circuit = known ?? this.#open(key);
    const rest = Math.min(restMs, PROBE_LIMIT_MS);
    circuit.openedAtMs ??= nowMs;
    circuit.reason ??= reason;
    circuit.state = to;
    if (to === "open") {
      circuit.probeAtMs = nowMs + rest;
      circuit.restMs = Math.max(this.#rules.openMs, Math.min(rest, this.#rules.maxOpenMs));
    } else circuit.probeUntilMs = nowMs + rest;
  }

  list(nowMs: number): CircuitView[] {
    const views: CircuitView[] = [];
    for (const key of this.#keys) {
      const circuit = this.#circuits.get(key);
      if (circuit === undefined) this.#keys.delete(key);
      else if (circuit.state !== "closed" || circuit.window.failures(nowMs) > 0) views.push(viewOf(key, circuit));
    }
    return views;
  }

  #open(key: string): Circuit {
    const circuit: Circuit = {
      state: "closed",
      consecutive: 0,
      window: new OutcomeWindow(this.#rules.windowMs),
      restMs: this.#rules.openMs,
      openedAtMs: null,
      probeAtMs: 0,
      probeUntilMs: 0,
      reason: null,
    };
    this.#circuits.set(key, circuit);
    this.#keys.add(key);
    return circuit;
  }

  #isTooMuch(circuit: Circuit, nowMs: number): boolean {
    const { consecutiveFailures, failureRatio, minRequests } = this.#rules;
    if (circuit.consecutive >= consecutiveFailures) return true;
    const total = circuit.window.total(nowMs);
    return total >= minRequests && circuit.window.failures(nowMs) / total >= failureRatio;
  }

  #rest(key: string, circuit: Circuit, nowMs: number): void {
    circuit.openedAtMs ??= nowMs;
    circuit.probeAtMs = nowMs + circuit.restMs;
    this.#move(key, circuit, "open", nowMs);
  }

  #move(key: string, circuit: Circuit, to: CircuitState, atMs: number): void {
    const from = circuit.state;
    if (from === to) return;
    circuit.state = to;
    const { reason } = circuit;
    if (to === "closed") {
      circuit.openedAtMs = null;
      circuit.reason = null;
    }
    this.#onChange({ key, from, to, reason, atMs, restMs: restOf(circuit, atMs) });
  }
}

function restOf({ state, probeAtMs, probeUntilMs }: Circuit, nowMs: number): number {
  if (state === "closed") return 0;
  return Math.max(0, (state === "open" ? probeAtMs : probeUntilMs) - nowMs);
}

/** Longest that one probe keeps others out. */
const PROBE_LIMIT_MS = 120_000;

interface Circuit {
  state: CircuitState;
  consecutive: number;
  readonly window: OutcomeWindow;
  restMs: number;
  openedAtMs: number | null;
  probeAtMs: number;
  probeUntilMs: number;
  reason: string | null;
}

function viewOf(key: string, circuit: Circuit): CircuitView {
  const { state, consecutive, openedAtMs, probeAtMs, reason } = circuit;
  return {
    key,
    state,
    consecutiveFailures: consecutive,
    openedAtMs,
    probeAtMs: state === "closed" ? null : probeAtMs,
    reason,
  };
}

/** Outcomes of the last stretch of time, in buckets that are forgotten one by one. */
class OutcomeWindow {
  readonly #bucketMs: number;
  readonly #ok = new Uint32Array(BUCKETS);
  readonly #failed = new Uint32Array(BUCKETS);
  #newest = 0;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  count(nowMs: number, failed: boolean): void {
    const at = this.#advance(nowMs);
    const counts = failed ? this.#failed : this.#ok;
    counts[at] = (counts[at] ?? 0) + 1;
  }

  failures(nowMs: number): number {
    this.#advance(nowMs);
    return sum(this.#failed);
  }

  total(nowMs: number): number {
    this.#advance(nowMs);
    return sum(this.#failed) + sum(this.#ok);
  }

  clear(): void {
    this.#ok.fill(0);
    this.#failed.fill(0);
  }

  #advance(nowMs: number): number {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    const steps = Math.min(BUCKETS, bucket - this.#newest);
    for (let i = 1; i <= steps; i += 1) {
      const at = (bucket - steps + i) % BUCKETS;
      this.#ok[at] = 0;
      this.#failed[at] = 0;
    }
    if (bucket > this.#newest) this.#newest = bucket;
    return this.#newest % BUCKETS;
  }
}

function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
