import { type Dispatcher, request } from "undici";
import { GuardError } from "../../net-guard/guard-host.ts";
import { maskSecrets } from "../../secrets/mask.ts";
import type { SendResult } from "../../store/alerts/sender.ts";
import { retryAfterMs } from "./backoff.ts";
import { SIGNATURE_HEADER, signatureOf } from "./signature.ts";

export interface WebhookPost {
  readonly url: string;
  readonly body: string;
  /** Receivers that get it twice know it by this. */
  readonly eventId: string;
  readonly secrets: readonly string[];
}

export interface PostOptions {
  /** A guarded agent: it calls public addresses only and follows no redirect. */
  readonly dispatcher: Dispatcher;
  readonly nowMs: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

const BODY_BYTES_MAX = 4_096;
const BODY_SHOWN = 500;
/** The status has come already and decides; what follows it is for people who look for a mistake. */
const BODY_WAIT_MS = 2_000;

/** Posts a signed webhook once. Never rejects. */
export async function postWebhook(post: WebhookPost, options: PostOptions): Promise<SendResult> {
  const { url, body, eventId, secrets } = post;
  const { dispatcher, nowMs, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "llm-gateway-alerts/1",
        "idempotency-key": eventId,
        [SIGNATURE_HEADER]: signatureOf(body, secrets, nowMs),
      },
      body,
      signal,
      dispatcher,
    });
    const text = shownBody(await beginOf(answer.body, Math.min(timeoutMs, BODY_WAIT_MS)), [url, ...secrets]);
    const header = answer.headers["retry-after"];
    const wait = retryAfterMs(typeof header === "string" ? header : null, nowMs);
    return { ...verdictOf(answer.statusCode), httpStatus: answer.statusCode, body: text, retryAfterMs: wait };
  } catch (error) {
    return { ...failureOf(error, timeoutMs), httpStatus: null, body: null, retryAfterMs: null };
  }
}

function verdictOf(status: number): Pick<SendResult, "verdict" | "error"> {
  if (status >= 200 && status < 300) return { verdict: "delivered", error: null };
  if (status >= 300 && status < 400) {
    return { verdict: "failed", error: `It answered ${status}; redirects are not followed. Enter the final URL.` };
  }
  if (status === 410) return { verdict: "gone", error: "It answered 410: it takes no more messages." };
  const again = status === 408 || status === 429 || status >= 500;
  return { verdict: again ? "retry" : "failed", error: `It answered ${status}.` };
}

/** Messages of network errors name addresses of ours or repeat the URL; codes do not. */
function failureOf(error: unknown, timeoutMs: number): Pick<SendResult, "verdict" | "error"> {
  const guard = [error, error instanceof Error ? error.cause : null].find((each) => each instanceof GuardError);
  if (guard !== undefined) {
    return { verdict: guard.reason === "private" ? "failed" : "retry", error: guard.message };
  }
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (name === "TimeoutError") return { verdict: "retry", error: `It did not answer within ${timeoutMs / 1_000} s.` };
  const reason = typeof code === "string" ? ` (${code})` : "";
  return { verdict: "retry", error: `The connection failed${reason}.` };
}

/** The first bytes of a body, as far as they come in time; the rest is not waited for. */
async function beginOf(body: Dispatcher.ResponseData["body"], waitMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => body.destroy(), waitMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= BODY_BYTES_MAX) break;
    }
  } catch {
    // Cut by us or by the receiver: what has come is what there is.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8", 0, BODY_BYTES_MAX);
}

function shownBody(text: string, secrets: readonly string[]): string | null {
  let masked = text.replaceAll("\0", "");
  for (const secret of secrets) masked = masked.replaceAll(secret, "[masked]");
  const shown = String(maskSecrets(masked)).slice(0, BODY_SHOWN).toWellFormed();
  return shown === "" ? null : shown;
}
