import { fail } from "../../errors/gateway-error.ts";

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a request that changes something, carries the session's cookie, and was not sent by a page of this service:
 * browsers add cookies by themselves, bearer tokens they do not. Modern browsers say by `Sec-Fetch-Site` where a
 * request comes from; over plain http they send `Origin` alone. A request with neither is no browser's.
 */
export function requireSameOrigin(method: string, headers: Headers, publicUrl: string): void {
  if (SAFE.has(method)) return;
  const site = headers.get("sec-fetch-site");
  const same = site === null ? isOwnOrigin(headers, publicUrl) : site === "same-origin";
  if (same) return;
  throw fail("permission_denied", {
    message: "This request comes from another site. Programs send 'Authorization: Bearer <token>' instead of a cookie.",
  });
}

/** The public address, or whatever address the page itself was loaded from. */
function isOwnOrigin(headers: Headers, publicUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const { host, origin: normal } = new URL(origin);
  return normal === new URL(publicUrl).origin || host === headers.get("host")?.toLowerCase();
}
