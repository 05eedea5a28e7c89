import { scrub } from "../observability/log.ts";

const MASK = "[masked]";
const DEPTH_MAX = 8;
const MEMBERS_MAX = 100;
const TEXT_MAX = 2_000;

/** Words of a name that say that its value is a secret. */
const SECRET = new Set(
  "authorization cookie cookies credential credentials key keys otp passcode passphrase passwd password passwords pin recovery secret secrets token tokens totp".split(
    " ",
  ),
);
/** Last words of names that hold something about a secret and not the secret: `apiKeyId`, `tokenName`. */
const ABOUT = new Set(
  "at count days description environment expires for hint id ids kind label last4 limit limits max mode name names prefix provider role scopes status type".split(
    " ",
  ),
);
/** Numbers under these names are counts (`maxTokens`), not secrets. */
const COUNTED = new Set(["keys", "passwords", "secrets", "tokens"]);

/**
 * A copy of a value as plain JSON, for logs of what was changed: values whose names speak of a secret become
 * `[masked]`, texts that look like keys are masked wherever they stand, and size and depth are bounded.
 */
export function maskSecrets(value: unknown): unknown {
  return copy(value, false, 0);
}

/** True when a member of this name holds a secret: `apiKey`, `client_secret`, `Authorization`; not `apiKeyId`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => SECRET.has(word)) && !ABOUT.has(words.at(-1) ?? "");
}

function wordsOf(name: string): string[] {
  return name
    .slice(0, TEXT_MAX)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function copy(value: unknown, secret: boolean, depth: number): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value ?? null;
  if (typeof value === "object") return copyObject(value, secret, depth);
  if (secret || typeof value === "function" || typeof value === "symbol") return MASK;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return text(typeof value === "string" ? value : (value as bigint).toString());
}

function copyObject(value: object, secret: boolean, depth: number): unknown {
  if (depth >= DEPTH_MAX) return "[too deep]";
  if ("toJSON" in value && typeof value.toJSON === "function") return copy(value.toJSON(), secret, depth + 1);
  if (Array.isArray(value)) {
    const items = value.slice(0, MEMBERS_MAX).map((item) => copy(item, secret, depth + 1));
    return value.length > MEMBERS_MAX ? [...items, `[${value.length - MEMBERS_MAX} more]`] : items;
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, MEMBERS_MAX).map(([name, member]) => {
    return [text(name), copy(member, isSecretMember(name, member, secret), depth + 1)];
  });
  if (entries.length > MEMBERS_MAX) kept.push(["[more]", entries.length - MEMBERS_MAX]);
  return Object.fromEntries(kept);
}

/** Below a secret name everything is secret but what is said about it: in `apiKey: {id, value}` the `id` is shown. */
function isSecretMember(name: string, member: unknown, inside: boolean): boolean {
  const last = wordsOf(name).at(-1) ?? "";
  if (inside) return !ABOUT.has(last);
  if (typeof member === "number" && !SECRET.has(last)) return false;
  if (typeof member === "number" && COUNTED.has(last)) return false;
  return isSecretName(name);
}

function text(value: string): string {
  const whole = value.length <= TEXT_MAX ? value : `${value.slice(0, TEXT_MAX)}… (${value.length} characters)`;
  return scrub(whole).toWellFormed();
}
