import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const KEPT_OUTPUT_CHARS = 200_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A child process whose output is kept and whose end can be awaited. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Undefined while it runs. */
  readonly exit: Exit | undefined;
  output(): string;
  kill(signal: NodeJS.Signals): Promise<Exit>;
  /** SIGTERM, then SIGKILL when it has not ended after `graceMs`. */
  stop(graceMs?: number): Promise<Exit>;
}

/** Runs a source file of the product with exactly this environment, plus PATH and HOME. */
export function spawnProduct(file: string, args: string[], env: Record<string, string>): Child {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let exit: Exit | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARS);
    });
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  // A test that never awaits the end must not turn a failed spawn into an unhandled rejection.
  exited.catch(() => undefined);
  killWithParent(child, exited);

  const kill = (signal: NodeJS.Signals): Promise<Exit> => {
    if (exit === undefined) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? -1,
    exited,
    get exit() {
      return exit;
    },
    output: () => output,
    kill,
    async stop(graceMs = 10_000) {
      const hard = setTimeout(() => child.kill("SIGKILL"), graceMs);
      try {
        return await kill("SIGTERM");
      } finally {
        clearTimeout(hard);
      }
    },
  };
}

function killWithParent(child: ChildProcess, exited: Promise<Exit>): void {
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const forget = (): void => void process.removeListener("exit", end);
  exited.then(forget, forget);
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
