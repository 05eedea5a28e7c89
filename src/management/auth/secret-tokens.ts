import { hash } from "node:crypto";
import { randomBase62 } from "../../ids.ts";

/** 256 bits: nobody guesses one, so a plain hash of it is enough to keep. */
const LENGTH = 43;

const PREFIXES = {
  session: "llm_gw_ses_",
  organization: "llm_gw_org_",
  invitation: "llm_gw_inv_",
  passwordReset: "llm_gw_rst_",
} as const;

/** A token that is handed out once and kept as its hash only. */
export interface MintedToken {
  readonly token: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly last4: string;
}

/** A new random token. Its prefix lets logs and scanners know it as a secret. */
export function mintToken(kind: keyof typeof PREFIXES): MintedToken {
  const token = PREFIXES[kind] + randomBase62(LENGTH);
  return { token, hash: hashToken(token), last4: token.slice(-4) };
}

/** How tokens are stored and looked up. */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** True for what may be an organization's token; anything else is taken for a session's. */
export function isOrganizationToken(token: string): boolean {
  return token.startsWith(PREFIXES.organization);
}
