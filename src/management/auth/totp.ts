import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { createOTP } from "@better-auth/utils/otp";
import { randomBase62 } from "../../ids.ts";

/** RFC 6238's defaults, which authenticator apps expect. */
const PERIOD_MS = 30_000;
const DIGITS = 6;
/** Steps before and after the present one that are accepted too: clocks of phones differ, and typing takes time. */
const WINDOW = 1;
const ISSUER = "LLM Gateway";
const BACKUP_CODES = 10;
/** 80 bits: a leaked table of hashes gives no code away. */
const BACKUP_CODE_BYTES = 10;
const BACKUP_CODE_GROUP = 5;

/** A new shared secret, as text whose bytes are the key. */
export function newTotpSecret(): string {
  return randomBase62(32);
}

/** What authenticator apps read: an `otpauth://` URL for a QR code, and the secret in base32 for typing. */
export function totpEnrolment(secret: string, email: string): { readonly url: string; readonly secret: string } {
  const url = createOTP(secret).url(ISSUER, email);
  return { url, secret: new URL(url).searchParams.get("secret") ?? "" };
}

/** The time step whose code this is, one step more or less; null when it is none's. */
export async function matchingStep(secret: string, code: string, nowMs: number): Promise<number | null> {
  const present = Math.floor(nowMs / PERIOD_MS);
  const otp = createOTP(secret, { digits: DIGITS });
  let found: number | null = null;
  for (let step = present - WINDOW; step <= present + WINDOW; step += 1) {
    if (isSame(await otp.hotp(step), code)) found = step;
  }
  return found;
}

/** Codes that stand in for the second factor, each once: `4f0a1-…`, four groups of five hexadecimal digits. */
export function newBackupCodes(): string[] {
  return Array.from({ length: BACKUP_CODES }, () => {
    const digits = randomBytes(BACKUP_CODE_BYTES).toString("hex");
    return digits.match(new RegExp(`.{${BACKUP_CODE_GROUP}}`, "g"))?.join("-") ?? digits;
  });
}

/** How a backup code is kept; capitals, blanks and dashes do not matter. */
export function hashBackupCode(code: string): string {
  return hash("sha256", code.toLowerCase().replace(/[^0-9a-f]/g, ""), "hex");
}

/** A code as typed, without the blanks that apps show. */
export function plainCode(code: string): string {
  return code.replace(/[\s-]/g, "");
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
