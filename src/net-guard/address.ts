import ipaddr from "ipaddr.js";

/**
 * Where clouds keep the credentials of their machines. Never of use as a user's URL, so refused even where private
 * addresses are allowed. Sources: the vendors' pages on instance metadata (AWS EC2, ECS and EKS, Azure IMDS and its
 * WireServer, Google Compute Engine, Alibaba ECS, Oracle Cloud).
 */
const METADATA = new Set(
  [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "168.63.129.16",
    "100.100.100.200",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
  ].map((text) => ipaddr.parse(text).toString()),
);

/** Ranges of IPv6 that carry an IPv4 address in their last 32 bits, which is then what counts. */
const CARRIES_IPV4 = new Set<string>(["ipv4Mapped", "rfc6052"]);
/** The one prefix of NAT64 that is the same everywhere (RFC 6052); others are some network's own. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** All that is given out for the public internet (RFC 4291, IANA). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** What an address is to a guard. `not-an-address` for every text that is none in its usual spelling. */
export type AddressKind = "public" | "private" | "metadata" | "not-an-address";

/**
 * Classifies an IPv4 or IPv6 address. Private is everything that is not of the public internet: loopback, private,
 * link-local, shared (CGNAT), multicast, reserved, documentation, tunnels, and IPv6 forms of such an IPv4 address.
 */
export function addressKind(text: string): AddressKind {
  const usual = hexadecimal(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(usual) && !ipaddr.IPv6.isValid(usual)) return "not-an-address";
  const address = inner(ipaddr.parse(usual));
  if (METADATA.has(address.toString())) return "metadata";
  if (address.range() !== "unicast") return "private";
  return address instanceof ipaddr.IPv6 && !address.match(GLOBAL_UNICAST) ? "private" : "public";
}

/**
 * The address of IPv6 that ends in dotted decimal without it, as the URL parser writes it: the library takes `::8.8.8.8`
 * for `::ffff:8.8.8.8`, which is another address.
 */
function hexadecimal(text: string): string {
  if (!text.includes(":") || !text.includes(".")) return text;
  const url = `http://[${text.replace(/%.*$/, "")}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : "";
}

/** The IPv4 address that an IPv6 one stands for, where it does; its zone left out. */
function inner(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (CARRIES_IPV4.has(address.range()) && (address.isIPv4MappedAddress() || address.match(NAT64))) {
    return new ipaddr.IPv4(address.toByteArray().slice(12));
  }
  return new ipaddr.IPv6(address.parts);
}
