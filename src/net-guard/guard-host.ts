import { isIP } from "node:net";
import { addressKind } from "./address.ts";
import { type HostAddress, type Resolve, systemResolve } from "./resolve.ts";

/** What a guard lets through. */
export interface GuardOptions {
  /** `ALLOW_PRIVATE_URLS`: private addresses and plain http are let through too. */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}

/** A host that must not be called. The message tells what is wrong with it and names no address. */
export class GuardError extends Error {
  /** For those who handle connection errors by code. */
  readonly code = "ERR_URL_REFUSED";
  readonly reason: "private" | "unresolved";

  constructor(reason: GuardError["reason"], message: string) {
    super(message);
    this.name = "GuardError";
    this.reason = reason;
  }
}

/** Names that mean the machine itself or its own network, whatever a name server says (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;

/**
 * The addresses that may be called for a host: a name, or an address as it stands in a URL. Throws a
 * {@link GuardError} when one of them is not of the public internet; one is enough, because which one is called is left
 * to chance.
 */
export async function guardHost(host: string, options: GuardOptions): Promise<readonly HostAddress[]> {
  const name = hostName(host);
  const family = isIP(name);
  if (!options.allowPrivate && LOCAL_NAME.test(name)) {
    throw new GuardError("private", "The name means a private network.");
  }
  const addresses = family === 4 || family === 6 ? [{ address: name, family } as const] : await resolved(name, options);
  for (const { address } of addresses) {
    const kind = addressKind(address);
    if (kind === "public" || (kind === "private" && options.allowPrivate)) continue;
    throw new GuardError("private", "The host is not on the public internet.");
  }
  return addresses;
}

/** A host without brackets and closing dots, in lower case. */
export function hostName(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.+$/, "")
    .toLowerCase();
}

async function resolved(name: string, { resolve = systemResolve }: GuardOptions): Promise<readonly HostAddress[]> {
  let addresses: readonly HostAddress[] = [];
  try {
    addresses = await resolve(name);
  } catch {
    // Said below; what the resolver says names servers of ours.
  }
  if (addresses.length === 0) throw new GuardError("unresolved", "The host name cannot be resolved.");
  return addresses;
}
