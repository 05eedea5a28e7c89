import { spawn } from "node:child_process";
import { binary } from "./native.ts";
import type { Peer } from "./peer.ts";
import { loadCore } from "./processes.ts";

/** Microseconds. */
export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** What `native/load.c` prints; the percentiles are missing when nothing was completed. */
export interface LoadReport {
  started: number;
  completed: number;
  aborted: number;
  elapsedMs: number;
  requestsPerSecond: number;
  errors: number;
  reconnects: number;
  bodyBytesMin: number;
  stalledStreams: number;
  firstError: string;
  latencyUs?: Percentiles;
  firstByteUs?: Percentiles;
  largestGapUs?: Percentiles;
}

export interface LoadShape {
  bodyFile: string;
  connections: number;
  requests?: number;
  durationMs?: number;
  ratePerSecond?: number;
  rampMs?: number;
  paceMs?: number;
  deadlineMs: number;
  stream: boolean;
  abort?: boolean;
}

export async function runLoad(peer: Peer, shape: LoadShape): Promise<LoadReport> {
  const args = ["--port", String(peer.port), "--body", shape.bodyFile, "--connections", String(shape.connections)];
  for (const [name, value] of Object.entries(peer.headers)) args.push("--header", `${name}: ${value}`);
  const numbers = {
    "--requests": shape.requests,
    "--duration-ms": shape.durationMs,
    "--rate": shape.ratePerSecond,
    "--ramp-ms": shape.rampMs,
    "--pace-ms": shape.paceMs,
    "--deadline-ms": shape.deadlineMs,
  };
  for (const [flag, value] of Object.entries(numbers)) if (value !== undefined) args.push(flag, String(value));
  if (shape.stream) args.push("--stream");
  if (shape.abort) args.push("--abort");
  return JSON.parse(await output(args, shape.deadlineMs + 5_000));
}

function output(args: readonly string[], timeoutMs: number): Promise<string> {
  // The generator keeps its own deadline and dies with this process; the timeout here is for a generator that hangs.
  const child = spawn("taskset", ["-c", String(loadCore), binary("load"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(text);
      else reject(new Error(`the load generator ended with ${signal ?? `code ${code}`}`));
    });
  });
}
