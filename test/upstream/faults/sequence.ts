import { answer } from "../answer.ts";
import type { Behaviour } from "../types.ts";

/** The first `times` requests meet the fault, later ones the healthy behaviour. */
export function timesThen(times: number, fault: Behaviour, healthy: Behaviour = answer()): Behaviour {
  let seen = 0;
  return (exchange) => {
    seen += 1;
    return seen <= times ? fault(exchange) : healthy(exchange);
  };
}

/** Requests meet the behaviours one after another; the last one stays. */
export function inOrder(first: Behaviour, ...more: Behaviour[]): Behaviour {
  const list = [first, ...more];
  let seen = 0;
  return (exchange) => {
    const current = list[Math.min(seen, list.length - 1)] ?? first;
    seen += 1;
    return current(exchange);
  };
}

/** The fault until `durationMs` after the first request, healthy from then on. */
export function downFor(durationMs: number, fault: Behaviour, healthy: Behaviour = answer()): Behaviour {
  let downUntil: number | undefined;
  return (exchange) => {
    downUntil ??= Date.now() + durationMs;
    return Date.now() < downUntil ? fault(exchange) : healthy(exchange);
  };
}
