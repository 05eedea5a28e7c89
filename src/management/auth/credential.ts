import type { Context } from "hono";
import type { ManagementEnv } from "../http/types.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { sessionCookie } from "./session-cookie.ts";

/** Longer ones are nobody's token. */
const TOKEN_LENGTH_MAX = 512;

/** What a request brings to say who makes it. */
export interface Credential {
  readonly token: string;
  /** A browser added it by itself: whoever made the request need not know it. */
  readonly byCookie: boolean;
}

/**
 * A bearer token, else the session's cookie; null when there is neither. Throws `permission_denied` for a cookie on a
 * change that a page of another site asks for.
 */
export function credentialOf(c: Context<ManagementEnv>, publicUrl: string): Credential | null {
  const header = c.req.header("authorization");
  if (header !== undefined) {
    const token = /^bearer +(\S+)$/i.exec(header)?.[1];
    return token !== undefined && token.length <= TOKEN_LENGTH_MAX ? { token, byCookie: false } : null;
  }
  const token = sessionCookie(publicUrl).read(c.req.header("cookie"));
  if (token === null || token.length > TOKEN_LENGTH_MAX) return null;
  requireSameOrigin(c.req.method, c.req.raw.headers, publicUrl);
  return { token, byCookie: true };
}
