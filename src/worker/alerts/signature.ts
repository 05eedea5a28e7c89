import { createHmac } from "node:crypto";

export const SIGNATURE_HEADER = "x-llm-gateway-signature";

/**
 * `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, with one `v1` for each secret: while a secret is being replaced,
 * receivers that know either are served.
 */
export function signatureOf(body: string, secrets: readonly string[], nowMs: number): string {
  const t = Math.floor(nowMs / 1_000);
  const signatures = secrets.map((secret) => `v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`);
  return [`t=${t}`, ...signatures].join(",");
}
