import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** A list of addresses and ranges, ready to be asked. */
export interface IpAllowlist {
  /** False for what is not an address, unless every address is allowed. */
  allows(ip: string | null | undefined): boolean;
}

/** Addresses from one to another, as numbers. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A range of IPv6: the words of an address, masked, must be these. */
interface Subnet {
  readonly words: readonly number[];
  readonly masks: readonly number[];
}

const WORD_BITS = 16;

/**
 * Compiles addresses and CIDR ranges of both families; null or an empty list allow every address. An IPv4 address that
 * comes mapped into IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. An entry that cannot be read allows nobody.
 */
export function compileIpAllowlist(entries: readonly string[] | null): IpAllowlist {
  if (entries === null || entries.length === 0) return { allows: () => true };
  const intervals: Interval[] = [];
  const subnets: Subnet[] = [];
  for (const entry of entries) {
    const range = readRange(entry);
    if (range === null) continue;
    const [address, bits] = range;
    if (address instanceof ipaddr.IPv4) intervals.push(intervalOf(address, bits));
    else subnets.push(subnetOf(address, bits));
  }
  const merged = mergeIntervals(intervals);
  return {
    allows(ip) {
      if (ip == null || isIP(ip) === 0) return false;
      const address = ipaddr.process(ip);
      if (address instanceof ipaddr.IPv4) return isInside(merged, numberOf(address));
      return subnets.some(({ words, masks }) =>
        words.every((word, i) => ((address.parts[i] ?? 0) & (masks[i] ?? 0)) === word),
      );
    },
  };
}

function readRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  try {
    const text = entry.trim();
    const [address, bits] = text.includes("/") ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), undefined];
    if (address instanceof ipaddr.IPv4) return [address, bits ?? 32];
    const mappedBits = (bits ?? 128) - 96;
    return address.isIPv4MappedAddress() && mappedBits >= 0
      ? [address.toIPv4Address(), mappedBits]
      : [address, bits ?? 128];
  } catch {
    return null;
  }
}

function numberOf({ octets }: ipaddr.IPv4): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function intervalOf(address: ipaddr.IPv4, bits: number): Interval {
  const size = 2 ** (32 - bits);
  const from = Math.floor(numberOf(address) / size) * size;
  return { from, to: from + size - 1 };
}

function subnetOf(address: ipaddr.IPv6, bits: number): Subnet {
  const masks = address.parts.map((_, i) => {
    const own = Math.min(WORD_BITS, Math.max(0, bits - i * WORD_BITS));
    return (0xffff << (WORD_BITS - own)) & 0xffff;
  });
  return { words: address.parts.map((part, i) => part & (masks[i] ?? 0)), masks };
}

function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

function isInside(sorted: readonly Interval[], value: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { from, to } = sorted[middle] as Interval;
    if (value < from) high = middle - 1;
    else if (value > to) low = middle + 1;
    else return true;
  }
  return false;
}
