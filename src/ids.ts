import { hash, randomFillSync } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Bytes from here on are thrown away: 248 is the largest multiple of 62, so every character is equally likely. */
const UNBIASED_BELOW = 248;
const ID_LENGTH = 24;
const API_KEY_LENGTH = 40;

/** One system call fills enough for about 300 ids; an id a request would otherwise cost a call a request. */
const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

/** Random base62 text from the operating system's generator. */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    // What was handed out must not be readable from the pool later: it may be an API key.
    pool[used] = 0;
    used += 1;
    if (byte < UNBIASED_BELOW) text += ALPHABET[byte % ALPHABET.length];
  }
  return text;
}

/** Kinds of objects that have an id of ours. */
export type IdPrefix =
  | "rec"
  | "org"
  | "proj"
  | "key"
  | "req"
  | "user"
  | "sess"
  | "acct"
  | "inv"
  | "otok"
  | "pk"
  | "aud"
  | "bud"
  | "alr"
  | "ach"
  | "aev"
  | "adl"
  | "txn"
  | "top"
  | "cfg"
  | "psec"
  | "view";

/** A new id, such as `proj_4fK…`: 24 random base62 characters (143 bits). */
export function createId(prefix: IdPrefix): string {
  return `${prefix}_${randomBase62(ID_LENGTH)}`;
}

/** Where a key is meant to be used; part of the key itself. */
export type KeyEnvironment = "production" | "development";

const PREFIX_BY_ENVIRONMENT: Readonly<Record<KeyEnvironment, string>> = {
  production: "llm_gw_prod_",
  development: "llm_gw_dev_",
};

const API_KEY = /^llm_gw_(prod|dev)_[0-9A-Za-z]{32,128}$/;

/** A new API key in clear; it is shown once and only its hash is kept. */
export function mintApiKey(environment: KeyEnvironment): string {
  return PREFIX_BY_ENVIRONMENT[environment] + randomBase62(API_KEY_LENGTH);
}

/** The environment that a well-formed API key names; null when the text is not one. */
export function apiKeyEnvironment(key: string): KeyEnvironment | null {
  const kind = API_KEY.exec(key)?.[1];
  if (kind === undefined) return null;
  return kind === "prod" ? "production" : "development";
}

/** What a list may show of a key: `llm_gw_prod_` and its last four characters. */
export function apiKeyHint(key: string): { readonly prefix: string; readonly last4: string } {
  return { prefix: key.slice(0, key.lastIndexOf("_") + 1), last4: key.slice(-4) };
}

/** How keys are stored and looked up: SHA-256 in hex. Enough, because 238 random bits cannot be guessed. */
export function hashApiKey(key: string): string {
  return hash("sha256", key, "hex");
}
