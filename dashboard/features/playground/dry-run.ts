import { failureIn } from "./answer.ts";
import type { ChatRequest } from "./build-request.ts";

/** What `POST /v1/route` says of one candidate. */
export interface RouteCandidate {
  readonly model: string;
  readonly rank: number;
  readonly asked: boolean;
  readonly expected_cost_usd: number | null;
  readonly expected_latency_ms: number | null;
  readonly predicted_quality: number | null;
  readonly uptime: number | null;
  readonly circuit: string;
  readonly credential: string;
}

/** What would be done with a request. */
export interface RoutePlan {
  readonly strategy: string;
  readonly reason: string;
  readonly candidates_evaluated: number;
  readonly candidates: readonly RouteCandidate[];
  readonly rejected: readonly { readonly model: string; readonly code: string; readonly reason: string }[];
  readonly rejected_total: number;
  readonly error?: { readonly status: number; readonly code: string; readonly message: string };
  readonly analysis?: { readonly category: string; readonly difficulty: number };
}

/** Asks the gateway what it would do; nobody is called. Throws its refusal as a sentence. */
export async function dryRun({ headers, body }: ChatRequest, key: string): Promise<RoutePlan> {
  const response = await fetch("/v1/route", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
    credentials: "omit",
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as RoutePlan;
  throw new Error(failureIn(answer)?.message ?? `The gateway answered ${response.status}.`);
}
