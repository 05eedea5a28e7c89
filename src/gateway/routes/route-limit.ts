/** One limit of a route. Whole numbers: requests, tokens, nano-dollars, milliseconds of sound. */
export interface RouteLimit {
  readonly measure:
    | "requests"
    | "tokens"
    | "input_tokens"
    | "output_tokens"
    | "nanos"
    | "input_nanos"
    | "output_nanos"
    | "audio_ms";
  readonly limit: number;
  readonly windowMs: number;
  /** True: windows begin with the clock (UTC, counted from its epoch); false: the last `windowMs` are counted. */
  readonly aligned: boolean;
  /** Who shares it: all callers of the route, or each key has its own. */
  readonly scope: "route" | "key";
}
