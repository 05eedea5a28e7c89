import type { Breakers, CircuitState } from "../health/breaker.ts";
import type { Entry } from "./entry.ts";

/** The state of the best of a candidate's circuits: it can be asked while one of its credentials can. */
export function circuitStateOf({ circuits }: Entry, breakers: Pick<Breakers, "stateOf">, nowMs: number): CircuitState {
  let best: CircuitState = circuits.length === 0 ? "closed" : "open";
  for (const circuit of circuits) {
    const state = breakers.stateOf(circuit, nowMs);
    if (state === "closed") return "closed";
    if (state === "half-open") best = "half-open";
  }
  return best;
}
