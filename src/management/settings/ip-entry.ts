import { isIP } from "node:net";
import { z } from "@hono/zod-openapi";
import ipaddr from "ipaddr.js";

const ENTRIES_MAX = 200;
const LENGTH_MAX = 64;
const MESSAGE = "must be an IPv4 or IPv6 address, or a CIDR range such as 203.0.113.0/24";

/** Addresses and ranges in one spelling, each once; an empty list is the same as none. */
export const ipAllowlist = z
  .array(
    z
      .string()
      .max(LENGTH_MAX)
      .transform((text, ctx) => {
        const entry = normalizeIpEntry(text);
        if (entry !== null) return entry;
        ctx.addIssue({ code: "custom", message: MESSAGE });
        return z.NEVER;
      })
      .openapi({ type: "string", example: "203.0.113.0/24" }),
  )
  .max(ENTRIES_MAX)
  .transform((entries) => (entries.length === 0 ? null : [...new Set(entries)]))
  .openapi({ type: "array", items: { type: "string" }, description: "Addresses and CIDR ranges; empty: everywhere" });

/**
 * An address or a range in its shortest spelling: a range begins with its first address, and what is IPv4 mapped into
 * IPv6 is IPv4. Null for what is neither; forms such as `10.1` or `010.0.0.1`, which read differently in different
 * places, are neither.
 */
export function normalizeIpEntry(text: string): string | null {
  const [, address = "", bits] = /^\s*([^/\s%]+)(?:\/(\d{1,3}))?\s*$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits ?? 0) > (family === 4 ? 32 : 128)) return null;
  const parsed = ipaddr.parse(address);
  if (!(parsed instanceof ipaddr.IPv6) || !parsed.isIPv4MappedAddress()) return withBits(parsed, bits);
  if (bits === undefined) return parsed.toIPv4Address().toString();
  return Number(bits) < 96 ? withBits(parsed, bits) : withBits(parsed.toIPv4Address(), String(Number(bits) - 96));
}

function withBits(address: ipaddr.IPv4 | ipaddr.IPv6, bits: string | undefined): string {
  if (bits === undefined) return address.toString();
  const range = `${address.toNormalizedString()}/${Number(bits)}`;
  const first =
    address instanceof ipaddr.IPv4
      ? ipaddr.IPv4.networkAddressFromCIDR(range)
      : ipaddr.IPv6.networkAddressFromCIDR(range);
  return `${first.toString()}/${Number(bits)}`;
}
