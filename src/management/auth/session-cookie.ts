import { SESSION_SECONDS_MAX } from "./sessions.ts";

/** Cookies of browsers that are signed in. */
export interface SessionCookie {
  /** The session's token in a `cookie` header; null when there is none. */
  read(header: string | undefined): string | null;
  /** A `set-cookie` value that keeps the token. */
  keep(token: string): string;
  /** A `set-cookie` value that makes the browser forget it. */
  readonly clear: string;
}

/**
 * `HttpOnly`: no script reads it. `SameSite=Lax`: other sites' forms and scripts do not send it. Over https also
 * `Secure`, and its name begins with `__Host-`: then no other host of the domain, and no plain http, can set it.
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith("https:");
  const name = secure ? "__Host-llm_gw_session" : "llm_gw_session";
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    read: (header) => cookieNamed(header, name),
    keep: (token) => `${name}=${token}; Max-Age=${SESSION_SECONDS_MAX}; ${attributes}`,
    clear: `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** The first cookie of a name; null when there is none, or it is empty. */
export function cookieNamed(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}
