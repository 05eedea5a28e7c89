import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Gateway } from "./gateway/gateway.ts";

const DRAIN_POLL_MS = 50;
const SETTLE_TIMEOUT_MS = 5_000;

/** Listens; gives the port, which the system chooses for 0. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Stops accepting, ends idle connections, waits for running requests; what is left then is cut. */
export async function drain(server: Server, gateway: Gateway, timeoutMs: number): Promise<void> {
  gateway.draining = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy becomes idle when its answer ends, and would be kept open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), DRAIN_POLL_MS);
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
  // Requests whose connection was cut are still being settled.
  for (let waited = 0; gateway.metrics.running > 0 && waited < SETTLE_TIMEOUT_MS; waited += DRAIN_POLL_MS) {
    await sleep(DRAIN_POLL_MS);
  }
}
