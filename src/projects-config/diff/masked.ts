import type { ConfigPath } from "../config-error.ts";
import { secretNameOf } from "../secret-ref.ts";

const HIDDEN = "••••";
/** Maps and lists whose every text may be a secret. */
const CLOSED: ReadonlySet<string> = new Set(["headers", "env", "args"]);
const SECRET =
  /^(api_key|azure_ad_token|access_key_id|secret_access_key|session_token|service_account_json|client_secret)$/;
/** In parameters for providers, which may be called anything. */
const LIKE_SECRET = /(api_?key|access_?key|token|secret|passw|authorization|credential)/i;
const ADDRESS = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#@]*@)?([^?#]*)(?:\?[^#]*)?/i;

/** A part of a configuration that may be shown: no secret that is written out, no password or query of an address. */
export function masked(value: unknown, path: ConfigPath): unknown {
  if (typeof value === "string") return maskedText(value, path);
  if (Array.isArray(value)) return value.map((item, index) => masked(item, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, [...path, name])]));
}

function maskedText(text: string, path: ConfigPath): string {
  if (secretNameOf(text) !== undefined) return text;
  if (isClosed(path)) return HIDDEN;
  return text.replace(ADDRESS, (whole, scheme: string, rest: string) => {
    const bare = `${scheme}${rest}`;
    return whole === bare ? whole : `${bare}${whole.includes("?") ? `?${HIDDEN}` : ""}`;
  });
}

/** The first two steps are a section and somebody's own name in it. */
function isClosed(path: ConfigPath): boolean {
  const members = path.slice(2).filter((step) => typeof step === "string");
  if (members.some((name) => CLOSED.has(name) || SECRET.test(name))) return true;
  return members[0] === "params" && members.slice(1).some((name) => LIKE_SECRET.test(name));
}
