import ipaddr from "ipaddr.js";

/** Of an IPv6 address: one customer commonly has all that follow. */
const NETWORK_BITS = 64;
const PARTS_KEPT = NETWORK_BITS / 16;

/** What addresses are counted by: an IPv4 address itself, the /64 network of an IPv6 one, `unknown` for none. */
export function addressBlock(clientIp: string | null): string {
  if (clientIp === null || !ipaddr.isValid(clientIp)) return "unknown";
  const address = ipaddr.process(clientIp);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  const network = address.parts.map((part, index) => (index < PARTS_KEPT ? part : 0));
  return `${new ipaddr.IPv6(network).toString()}/${NETWORK_BITS}`;
}
