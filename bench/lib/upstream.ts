import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { binary } from "./native.ts";
import { launch, loadCore, logFile } from "./processes.ts";

export interface UpstreamStats {
  requests: number;
  completed: number;
  aborted: number;
  openStreams: number;
  openConnections: number;
}

export async function startUpstream(): Promise<number> {
  launch({ name: "upstream", core: loadCore, command: binary("upstream"), args: [] });
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 20) {
    const port = /^listening (\d+)/m.exec(readFileSync(logFile("upstream"), "utf8"))?.[1];
    if (port) return Number(port);
    await sleep(20);
  }
  throw new Error(`the fake upstream did not start, see ${logFile("upstream")}`);
}

export async function readStats(upstreamPort: number): Promise<UpstreamStats> {
  const response = await fetch(`http://127.0.0.1:${upstreamPort}/stats`, { signal: AbortSignal.timeout(5_000) });
  return (await response.json()) as UpstreamStats;
}

/** Waits until no stream is open any more; returns how long that took, or undefined after the limit. */
export async function waitForNoStreams(upstreamPort: number, limitMs: number): Promise<number | undefined> {
  const startMs = performance.now();
  for (;;) {
    const { openStreams } = await readStats(upstreamPort);
    const waitedMs = performance.now() - startMs;
    if (openStreams === 0) return waitedMs;
    if (waitedMs > limitMs) return undefined;
    await sleep(10);
  }
}
