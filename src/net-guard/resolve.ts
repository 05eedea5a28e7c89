import { lookup } from "node:dns/promises";

/** One address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Gives all addresses of a host name; rejects when it has none. */
export type Resolve = (hostname: string) => Promise<readonly HostAddress[]>;

const TIMEOUT_MS = 5_000;

/** The operating system's resolver, waited for five seconds at most. */
export const systemResolve: Resolve = async (hostname) => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the name server did not answer")), TIMEOUT_MS);
  });
  try {
    const found = await Promise.race([lookup(hostname, { all: true, verbatim: true }), timeout]);
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  } finally {
    clearTimeout(timer);
  }
};
