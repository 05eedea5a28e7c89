import type { DialectId } from "../../src/dialects/dialect.ts";
import { CHAT_DIALECTS } from "../../src/dialects/registry.ts";
import { ANSWER_CASES, REQUEST_CASES } from "./cases.ts";
import { type Outcome, translateRequest, translateStream, translateWhole } from "./translate.ts";

/** One case between two wires. */
export interface Cell {
  readonly kind: "request" | "stream" | "whole";
  readonly name: string;
  readonly caller: DialectId;
  readonly upstream: DialectId;
  readonly outcome: Outcome;
}

/** Every case, said in every wire and translated to every wire. */
export function runMatrix(): Cell[] {
  const cells: Cell[] = [];
  for (const caller of CHAT_DIALECTS) {
    for (const upstream of CHAT_DIALECTS) {
      const pair = { caller: caller.id, upstream: upstream.id };
      for (const { name, request } of REQUEST_CASES) {
        cells.push({ kind: "request", name, ...pair, outcome: translateRequest(caller, upstream, request) });
      }
      for (const { name, events } of ANSWER_CASES) {
        cells.push({ kind: "stream", name, ...pair, outcome: translateStream(caller, upstream, events) });
        cells.push({ kind: "whole", name, ...pair, outcome: translateWhole(caller, upstream, events) });
      }
    }
  }
  return cells;
}
