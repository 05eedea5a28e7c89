import { ApiError } from "../../api/error.ts";
import type { RoutingSearch } from "./search.ts";

/** A decision, as `POST /v1/route` tells it (docs/guide/routing.md). */
export interface RouteAnswer {
  readonly model: string;
  readonly strategy: string;
  readonly reason: string;
  readonly error?: { readonly status: number; readonly code: string; readonly message: string };
  readonly candidates_evaluated: number;
  readonly candidates: readonly RouteCandidate[];
  readonly rejected: readonly RouteRejection[];
  readonly rejected_total: number;
  readonly analysis?: {
    readonly category: string;
    readonly difficulty: number;
    readonly expected_output_tokens: number;
    readonly prompt_tokens: number;
    readonly language: string;
    readonly quality_threshold: number | null;
  };
}

export interface RouteCandidate {
  readonly model: string;
  readonly provider: string;
  readonly rank: number;
  readonly asked: boolean;
  readonly expected_cost_usd: number | null;
  readonly expected_latency_ms: number | null;
  readonly predicted_quality: number | null;
  readonly uptime: number;
  readonly circuit: "closed" | "open" | "half-open";
  readonly credential: "own-key" | "credits" | "none";
}

export interface RouteRejection {
  readonly model: string;
  readonly code: string;
  readonly reason: string;
}

export type TrialQuestion = Pick<
  RoutingSearch,
  "model" | "prompt" | "priority" | "maxLatencyMs" | "minQuality" | "prefer" | "exclude"
>;

/** The body of a chat that asks this; hints that are not given are left out. */
export function trialBody(question: TrialQuestion): object {
  const { model = "auto", prompt = "Hello!", priority, maxLatencyMs, minQuality, prefer, exclude } = question;
  const hints = {
    ...(priority && { priority }),
    ...(maxLatencyMs && { max_latency_ms: Number(maxLatencyMs) }),
    ...(minQuality && { min_quality_score: Number(minQuality) }),
    ...(prefer && { prefer_providers: namesOf(prefer) }),
    ...(exclude && { exclude_providers: namesOf(exclude) }),
  };
  return {
    model,
    messages: [{ role: "user", content: prompt }],
    ...(Object.keys(hints).length > 0 && { "x-routing-hints": hints }),
  };
}

/**
 * Asks the gateway as an application would what it would do; nobody is called. Throws {@link ApiError} with the gateway's
 * own words.
 */
export async function askRoute(
  { headers = {}, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body: object },
  key: string,
): Promise<RouteAnswer> {
  const request = {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    // The session has no part in it.
    credentials: "omit",
  } as const;
  const response = await fetch("/v1/route", request).catch(() => null);
  if (response === null)
    throw new ApiError({ status: 0, code: "unreachable", message: "The gateway does not answer." });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as RouteAnswer;
  const { error } = (answer ?? {}) as { readonly error?: { readonly message?: string; readonly code?: string } };
  throw new ApiError({
    status: response.status,
    code: error?.code ?? "unknown",
    message: error?.message ?? `The gateway answered ${response.status}.`,
    requestId: response.headers.get("x-request-id"),
  });
}

/** Names in one text, as the address has them. */
export function namesOf(text: string | undefined): readonly string[] {
  return (text ?? "").split(",").filter((name) => name !== "");
}

/** Rejections by their word, the most frequent first. */
export function byCode(
  rejected: readonly RouteRejection[],
): readonly { readonly code: string; readonly ones: readonly RouteRejection[] }[] {
  return [...Map.groupBy(rejected, ({ code }) => code)]
    .map(([code, ones]) => ({ code, ones }))
    .sort((a, b) => b.ones.length - a.ones.length);
}
