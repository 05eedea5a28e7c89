import type { ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import type { Site } from "../server.ts";
import { sendJson } from "./send-json.ts";

export interface HealthOptions {
  readonly version: string;
  readonly pingDatabase: () => Promise<void>;
  readonly pingSharedState: () => Promise<void>;
  readonly isReady: () => boolean;
  readonly metrics: { text(): Promise<string>; readonly registry: Registry };
}

const CHECK_TIMEOUT_MS = 3_000;

/** `/`, `/livez`, `/readyz` and `/metrics`. */
export function healthSite(options: HealthOptions): Site {
  return (req, res, path, requestId) => {
    if (req.method !== "GET" && req.method !== "HEAD") return false;
    switch (path) {
      case "/":
        if ((req.headers.accept ?? "").includes("text/html")) {
          res.writeHead(302, { location: "/dashboard", "x-request-id": requestId });
          res.end();
        } else void sendHealth(options, res, req.url ?? "/", requestId);
        return true;
      case "/livez":
        sendJson(res, 200, { status: "ok" }, requestId);
        return true;
      case "/readyz": {
        const ready = options.isReady();
        sendJson(res, ready ? 200 : 503, { status: ready ? "ok" : "not ready" }, requestId);
        return true;
      }
      case "/metrics":
        void sendMetrics(options, res, requestId);
        return true;
      default:
        return false;
    }
  };
}

interface Check {
  readonly connected: boolean;
  readonly error?: string;
}

async function sendHealth(options: HealthOptions, res: ServerResponse, url: string, requestId: string): Promise<void> {
  const skip = new Set(
    (new URL(url, "http://localhost").searchParams.get("skip") ?? "").split(",").map((name) => name.trim()),
  );
  const checks: Record<string, Check> = {};
  if (!skip.has("redis")) checks["redis"] = await check(options.pingSharedState);
  if (!skip.has("database")) checks["database"] = await check(options.pingDatabase);
  const healthy = Object.values(checks).every((one) => one.connected);
  const body = {
    message: healthy ? "LLM Gateway is running" : "LLM Gateway is running, but a part of it is not available",
    version: options.version,
    health: { status: healthy ? "healthy" : "unhealthy", ...checks },
  };
  sendJson(res, healthy ? 200 : 503, healthy ? body : { error: true, status: 503, ...body }, requestId);
}

async function check(ping: () => Promise<void>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), CHECK_TIMEOUT_MS);
    });
    await Promise.race([ping(), late]);
    return { connected: true };
  } catch {
    // The reason may name hosts or users: it is in the log, not in a public answer.
    return { connected: false, error: "not reachable" };
  } finally {
    clearTimeout(timer);
  }
}

async function sendMetrics(options: HealthOptions, res: ServerResponse, requestId: string): Promise<void> {
  const text = await options.metrics.text();
  res.writeHead(200, {
    "content-type": options.metrics.registry.contentType,
    "content-length": Buffer.byteLength(text),
    "x-request-id": requestId,
  });
  res.end(text);
}
