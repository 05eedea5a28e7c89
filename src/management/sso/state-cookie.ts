import { z } from "zod";
import { openSecret, SecretError, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { cookieNamed } from "../auth/session-cookie.ts";
import type { Challenge } from "./provider.ts";

/** Time for signing in at the provider. */
const LIFE_SECONDS = 600;
const CONTEXT = { table: "sso_state", id: "cookie", organizationId: null };

/** A sign-in that has begun. */
export interface SsoState extends Challenge {
  readonly organizationId: string;
  /** The provider that it began with. */
  readonly issuer: string;
  readonly returnTo: string;
}

const shape = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  organizationId: z.string(),
  issuer: z.string(),
  returnTo: z.string(),
  endsMs: z.number(),
});

/**
 * Keeps a begun sign-in in the browser that began it, sealed: a callback that somebody else's browser is sent to finds
 * nothing, so nobody can be signed in to another's account.
 */
export interface StateCookie {
  keep(state: SsoState, nowMs: number): string;
  /** Null when there is none, it is too old, or was tampered with. */
  read(header: string | undefined, nowMs: number): SsoState | null;
  readonly clear: string;
}

export function stateCookie(publicUrl: string, keys: MasterKeys): StateCookie {
  const secure = publicUrl.startsWith("https:");
  const name = secure ? "__Host-llm_gw_sso" : "llm_gw_sso";
  // Lax: the provider sends the browser back by a link of its own.
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    keep(state, nowMs): string {
      const text = JSON.stringify({ ...state, endsMs: nowMs + LIFE_SECONDS * 1_000 });
      return `${name}=${sealSecret(keys, text, CONTEXT)}; Max-Age=${LIFE_SECONDS}; ${attributes}`;
    },
    read(header, nowMs): SsoState | null {
      const sealed = cookieNamed(header, name);
      const text = sealed === null ? null : openOrNull(keys, sealed);
      if (text === null) return null;
      const { endsMs, ...state } = shape.parse(JSON.parse(text));
      return endsMs > nowMs ? state : null;
    },
    clear: `${name}=; Max-Age=0; ${attributes}`,
  };
}

function openOrNull(keys: MasterKeys, sealed: string): string | null {
  try {
    return openSecret(keys, sealed, CONTEXT);
  } catch (error) {
    if (error instanceof SecretError) return null;
    throw error;
  }
}
