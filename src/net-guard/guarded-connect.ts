import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import { GuardError, type GuardOptions, guardHost, hostName } from "./guard-host.ts";

export interface GuardedConnectOptions extends GuardOptions {
  readonly connectTimeoutMs: number;
}

/**
 * Connects as undici does, for `connect` of its `Agent` and `Pool`, but only to hosts on the public internet: the
 * addresses are looked up and checked when the connection is made, and exactly the checked ones are called. So a name
 * that pointed elsewhere when its URL was saved gains nothing. Refused connections fail with a `GuardError`.
 */
export function guardedConnect(options: GuardedConnectOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    noDelay: true,
    allowH2: false,
    lookup: guardedLookup(options),
  });
  return (target, callback) => {
    // What would not ask `lookup`: addresses, and a socket that is there already.
    const name = hostName(target.hostname);
    const plain = target.protocol !== "https:" && !options.allowPrivate;
    if (plain || target.socketPath || target.httpSocket !== undefined) {
      callback(new GuardError("private", "Only https:// may be called."), null);
    } else if (isIP(name) === 0) {
      connect(target, callback);
    } else {
      guardHost(name, options).then(
        () => process.nextTick(connect, target, callback),
        (error: Error) => process.nextTick(callback, error, null),
      );
    }
  };
}

/** An undici agent that calls public hosts only and, as all of undici's dispatchers, follows no redirect. */
export function guardedAgent(options: GuardedConnectOptions & Omit<Agent.Options, "connect">): Agent {
  const { allowPrivate, resolve, connectTimeoutMs, ...rest } = options;
  const guard = resolve === undefined ? { allowPrivate } : { allowPrivate, resolve };
  return new Agent({ ...rest, connect: guardedConnect({ ...guard, connectTimeoutMs }) });
}

function guardedLookup(options: GuardOptions): LookupFunction {
  return (hostname, { all, family }, callback) => {
    guardHost(hostname, options).then(
      (addresses) => {
        const wanted = family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : 0;
        const usable = addresses.filter((each) => wanted === 0 || each.family === wanted);
        const [first] = usable;
        if (first === undefined) {
          process.nextTick(callback, new GuardError("unresolved", "The host has no address of this kind."), []);
        } else if (all === true) {
          process.nextTick(callback, null, [...usable]);
        } else {
          process.nextTick(callback, null, first.address, first.family);
        }
      },
      (error: Error) => process.nextTick(callback, error, []),
    );
  };
}
