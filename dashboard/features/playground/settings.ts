/** How the models are asked, as it is typed. Empty: not said. */
export interface Settings {
  readonly system: string;
  readonly temperature: string;
  readonly maxTokens: string;
  readonly effort: string;
  readonly format: "text" | "json" | "schema";
  /** JSON schema of the answer. */
  readonly schema: string;
  /** JSON list of tools. */
  readonly tools: string;
  readonly priority: string;
  readonly maxLatencyMs: string;
  readonly minQuality: string;
  readonly prefer: readonly string[];
  readonly exclude: readonly string[];
  readonly fallback: readonly string[];
  readonly noFallback: boolean;
  readonly noCache: boolean;
  /** JSON object of any other members of the body. */
  readonly extra: string;
}

export const DEFAULTS: Settings = {
  ...{ system: "", temperature: "", maxTokens: "", effort: "", format: "text", schema: "", tools: "" },
  ...{ priority: "", maxLatencyMs: "", minQuality: "", prefer: [], exclude: [], fallback: [] },
  ...{ noFallback: false, noCache: false, extra: "" },
};

export const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
export const PRIORITIES = ["cost", "latency", "quality"] as const;
