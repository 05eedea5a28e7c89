import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

/** A Redis server of a test's own. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills the server at once; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis server without persistence on a free port of the loopback address. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), "llm-gateway-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let child = await launch(port, dir, url);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    port,
    kill,
    restart: async () => {
      await kill();
      child = await launch(port, dir, url);
    },
    stop: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, dir: string, url: string): Promise<ReturnType<typeof spawn>> {
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  await Promise.race([
    answers(url),
    new Promise((_, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error("redis-server ended as it started")));
    }),
  ]);
  return child;
}

async function answers(url: string): Promise<void> {
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  probe.on("error", () => {});
  try {
    await probe.connect().catch(() => {});
    await probe.ping();
  } finally {
    probe.disconnect();
  }
  await sleep(0);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
