/** How requests are spread over equals; member names are those of configuration files. */
export interface BalancingRule {
  readonly algorithm: "ROUND_ROBIN" | "WEIGHTED_ROUND_ROBIN" | "CANARY";
  /** `ROUND_ROBIN`: all chat models of the route when absent. */
  readonly models?: readonly string[] | undefined;
  readonly weights?: readonly { readonly model_id: string; readonly weight: number }[] | undefined;
  /** `CANARY`: gets the rest; the route's first chat model when absent. */
  readonly stable?: string | undefined;
  readonly canaries?: readonly Canary[] | undefined;
  /** `CANARY`: what always gets the same model; `user` when absent. */
  readonly sticky_by?: StickyBy | undefined;
}

export interface Canary {
  readonly model_id: string;
  readonly percent: number;
}

export type StickyBy = "user" | "session" | "key" | "none";
