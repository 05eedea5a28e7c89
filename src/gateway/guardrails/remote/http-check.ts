import type { RemoteVerdict } from "./remote-verdict.ts";

/** A service that judges texts. */
export interface HttpCheck {
  readonly kind: "http";
  readonly url: string;
  readonly timeoutMs: number;
  readonly onError: "block" | "pass";
}

/** What the service gets. */
export interface HttpCheckRequest {
  readonly guardrail: string;
  readonly where: "input" | "output";
  readonly role: string;
  readonly text: string;
}

/** Posts JSON to an address of a user, kept away from private ones, and reads the answer as JSON. Rejects otherwise. */
export type Post = (url: string, body: object, options: { readonly timeoutMs: number }) => Promise<unknown>;

/** Reads `{"is_triggered": boolean, "text"?: string}`; undefined for anything else. */
export function readHttpAnswer(answer: unknown): RemoteVerdict | undefined {
  if (typeof answer !== "object" || answer === null || !("is_triggered" in answer)) return undefined;
  if (typeof answer.is_triggered !== "boolean") return undefined;
  const text = "text" in answer && typeof answer.text === "string" ? answer.text : undefined;
  return { triggered: answer.is_triggered, text };
}

/** Asks the service; undefined when it gives no answer that can be used. */
export async function askService(
  check: HttpCheck,
  request: HttpCheckRequest,
  post: Post,
): Promise<RemoteVerdict | undefined> {
  const answer = await post(check.url, request, { timeoutMs: check.timeoutMs }).catch(() => undefined);
  return readHttpAnswer(answer);
}
