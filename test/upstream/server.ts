import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer.ts";
import { makeExchange } from "./exchange.ts";
import type { Behaviour, Exchange, RecordedRequest, Upstream } from "./types.ts";

/** A scripted provider on a free loopback port that records exactly what it was sent. */
export async function startUpstream(): Promise<Upstream> {
  const requests: RecordedRequest[] = [];
  const queued: Behaviour[] = [];
  const byModel = new Map<string, Behaviour>();
  const arrivals = new Set<() => void>();
  const open = new Set<Exchange>();
  const connections = new WeakMap<object, number>();
  let connectionCount = 0;
  let otherwise: Behaviour = answer();

  const choose = (exchange: Exchange): Behaviour => {
    const next = exchange.request.method === "POST" ? queued.shift() : undefined;
    return next ?? byModel.get(exchange.model) ?? otherwise;
  };

  // A rejection here is a broken behaviour: left unhandled, so that the test run fails instead of
  // mistaking it for a scripted fault.
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(message);
    if (body === undefined) return;
    const { exchange, request } = makeExchange(message, response, body, connections.get(message.socket) ?? 0);
    requests.push(request);
    open.add(exchange);
    response.once("close", () => open.delete(exchange));
    for (const notify of arrivals) notify();
    await choose(exchange)(exchange);
  };

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (message, response) => {
    void serve(message, response);
  });
  server.on("connection", (socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
    socket.setNoDelay(true);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    respond(behaviour) {
      otherwise = behaviour;
    },
    queue(...behaviours) {
      queued.push(...behaviours);
    },
    onModel(model, behaviour) {
      byModel.set(model, behaviour);
    },
    waitForRequests: (count, timeoutMs = 5000) => waitFor(requests, count, timeoutMs, arrivals),
    reset() {
      requests.length = 0;
      queued.length = 0;
      byModel.clear();
      otherwise = answer();
      // Idle connections stay: closing them would race with the client's next request.
      for (const exchange of open) exchange.cut("destroy");
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Undefined when the client left before its body was complete. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of message) parts.push(part as Buffer);
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}

async function waitFor(
  requests: readonly RecordedRequest[],
  count: number,
  timeoutMs: number,
  arrivals: Set<() => void>,
): Promise<readonly RecordedRequest[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`${requests.length} of ${count} requests arrived`)), timeoutMs);
  const check = (): void => {
    if (requests.length >= count) resolve();
  };
  arrivals.add(check);
  check();
  try {
    await promise;
    return requests;
  } finally {
    clearTimeout(timer);
    arrivals.delete(check);
  }
}
