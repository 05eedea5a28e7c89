import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildDir } from "./paths.ts";

/** Upstream, load generator and this runner share one core, so that the proxy under test has the other to itself. */
export const loadCore = 0;
export const proxyCore = 1;

const running = new Set<ChildProcess>();
const temporaryDirs = new Set<string>();

export interface Launch {
  name: string;
  core: number;
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
}

/** Starts a process pinned to a core, in its own process group, with its output in `.build/logs/<name>.log`. */
export function launch({ name, core, command, args, cwd, env }: Launch): ChildProcess {
  mkdirSync(join(buildDir, "logs"), { recursive: true });
  const log = openSync(logFile(name), "w");
  const child = spawn("taskset", ["-c", String(core), command, ...args], {
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C reaches the runner alone, and one signal later ends the process with all its children.
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
    // The caller's provider keys and settings must not leak into what is measured.
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
  });
  closeSync(log);
  child.on("error", (error) => console.error(`${name}: ${error.message}`));
  running.add(child);
  // A leader that has ended may leave children behind in its group; those are still ours to end.
  child.on("exit", () => {
    if (!signalGroup(child, 0)) running.delete(child);
  });
  return child;
}

export function logFile(name: string): string {
  return join(buildDir, "logs", `${name}.log`);
}

export async function waitUntilReady(name: string, child: ChildProcess, url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${name} ended while starting, see ${logFile(name)}`);
    }
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      .then(async (response) => {
        await response.body?.cancel();
        return response.status;
      })
      .catch(() => undefined);
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`${name} was not ready within ${timeoutMs} ms (${url}), see ${logFile(name)}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "llm-gateway-bench-"));
  temporaryDirs.add(dir);
  return dir;
}

/** New threads inherit the affinity; the ones that exist already are moved too. */
export function pinThisProcess(): void {
  const { status, stderr } = spawnSync("taskset", ["-a", "-p", "-c", String(loadCore), String(process.pid)]);
  if (status !== 0) throw new Error(`taskset cannot pin to core ${loadCore}: ${stderr?.toString() ?? "not installed"}`);
}

/** Lets a candidate run, or holds it still so that its timers and garbage collection do not disturb the one being measured. */
export function setPaused(pid: number, paused: boolean): void {
  process.kill(-pid, paused ? "SIGSTOP" : "SIGCONT");
}

export async function stopAll(): Promise<void> {
  for (const child of running) {
    signalGroup(child, "SIGTERM");
    signalGroup(child, "SIGCONT");
  }
  for (let waitedMs = 0; waitedMs < 3_000 && [...running].some((child) => signalGroup(child, 0)); waitedMs += 20) {
    await sleep(20);
  }
  killAllNow();
}

/** Synchronous, because it also runs from the process "exit" event. */
export function killAllNow(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
  running.clear();
  for (const dir of temporaryDirs) rmSync(dir, { recursive: true, force: true });
  temporaryDirs.clear();
}

/** Signal 0 only asks. False when no process of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
