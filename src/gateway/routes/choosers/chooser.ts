import type { CallerKey } from "../../caller.ts";
import type { DecodedRequest, Exchange } from "../../exchange.ts";
import type { Gateway } from "../../gateway.ts";

/** Which model of a route is asked first, and why, for the receipt. */
export interface Chosen {
  readonly modelId: string;
  /** Such as `keyword 'invoice' of the routing 'by-topic'`; never text of the request. */
  readonly reason: string;
}

/** What a choice depends on. */
export interface Choosing {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly caller: CallerKey;
  readonly request: DecodedRequest;
  readonly nowMs: number;
  /** Models that may be asked now: those that are forbidden, or whose circuits are open, are not among them. */
  readonly usable: (modelId: string) => boolean;
  /** Share of the route's budget that is used, 0 to 1; undefined: there is none. Only known once admitted. */
  readonly budgetUsed: number | undefined;
}

/** Chooses among the models of one route. Nothing that fails is an error: the default model is taken. */
export interface Chooser {
  /**
   * `at-once`: by the request alone, before it is admitted. `admitted`: needs what admission tells, or asks somebody,
   * which costs something; then `models` are who may come of it, and admission reserves for the dearest of them.
   */
  readonly when: "at-once" | "admitted";
  /** Ids of every model that may be chosen. */
  readonly models: readonly string[];
  choose(choosing: Choosing): Chosen | Promise<Chosen>;
}
