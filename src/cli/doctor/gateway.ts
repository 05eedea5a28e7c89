import { createServer } from "node:net";
import type { Settings } from "../../settings.ts";
import type { Finding } from "./findings.ts";

const TIMEOUT_MS = 5_000;
const SKEW_MAX_MS = 30_000;

/** What a running gateway says of itself. */
export interface GatewayAnswer {
  readonly url: string;
  readonly version: string;
  readonly databaseConnected: boolean;
  /** How far its clock is ahead of ours. */
  readonly skewMs: number;
}

/** Asks the gateway how it is; null when nothing answers there as one. */
export async function askGateway(url: string): Promise<GatewayAnswer | null> {
  try {
    const response = await fetch(`${url}/`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = (await response.json()) as { version?: string; health?: { database?: { connected?: boolean } } };
    if (body.version === undefined || body.health === undefined) return null;
    const saidMs = Date.parse(response.headers.get("date") ?? "");
    return {
      url,
      version: body.version,
      databaseConnected: body.health.database?.connected === true,
      skewMs: Number.isNaN(saidMs) ? 0 : saidMs - Date.now(),
    };
  } catch {
    return null;
  }
}

/** The gateway answers, or its port is free for it. */
export async function checkPort({ PORT, HOST }: Settings, gateway: GatewayAnswer | null): Promise<Finding> {
  if (gateway !== null) {
    return { what: "gateway", state: "good", message: `version ${gateway.version} answers at ${gateway.url}` };
  }
  const what = "port";
  const code = await tryPort(PORT, HOST);
  if (code === null) return { what, state: "good", message: `${PORT} is free; no gateway runs here` };
  const reason = code === "EADDRINUSE" ? "is in use by something else" : `cannot be listened on (${code})`;
  return { what, state: "wrong", message: `${PORT} ${reason}. Set PORT to another.` };
}

function tryPort(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

/** Sessions, second factors and signatures to providers go by the clock. */
export function checkClock({ skewMs }: GatewayAnswer): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= SKEW_MAX_MS) return { what: "clock", state: "good", message: "agrees with the gateway's" };
  return { what: "clock", state: "wrong", message: `differs from the gateway's by ${seconds} s. Synchronize both.` };
}
