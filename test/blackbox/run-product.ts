import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Exit, freePort } from "../harness/child.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = process.env["GATEWAY_ENTRY"] ?? "src/main.ts";

/** The product as a process of its own, its two outputs kept apart. */
export interface Run {
  readonly url: string;
  readonly port: number;
  readonly exited: Promise<Exit>;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once /readyz says so; rejects when the process ends or takes too long. */
  ready(timeoutMs?: number): Promise<void>;
}

/** Starts with exactly this environment, plus PORT and HOST where they are not given. An empty value unsets a name. */
export async function runProduct(env: Record<string, string>, args: string[] = []): Promise<Run> {
  const port = env["PORT"] === undefined ? await freePort() : Number(env["PORT"]);
  const all = { PATH: process.env["PATH"] ?? "", HOST: "127.0.0.1", PORT: String(port), LOG_LEVEL: "warn", ...env };
  const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  const child = spawn(process.execPath, [ENTRY, ...args], { cwd: ROOT, env: set, stdio: ["ignore", "pipe", "pipe"] });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (part: string) => {
      text[name] += part;
    });
  }
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  const orphan = (): void => void child.kill("SIGKILL");
  process.once("exit", orphan);
  void exited.then(() => process.removeListener("exit", orphan));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    exited,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    kill: (signal) => void child.kill(signal),
    async ready(timeoutMs = 30_000) {
      const deadline = Date.now() + timeoutMs;
      while (exit === undefined && Date.now() < deadline) {
        const ready = await fetch(`${url}/readyz`).then(
          (response) => response.ok,
          () => false,
        );
        if (ready) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`not ready: ${JSON.stringify(exit ?? "still starting")}\n${text.stdout}\n${text.stderr}`);
    },
  };
}

/** Ends it as an operator does and gives its exit. */
export async function stopRun(run: Run): Promise<Exit> {
  run.kill("SIGTERM");
  const hard = setTimeout(() => run.kill("SIGKILL"), 15_000);
  try {
    return await run.exited;
  } finally {
    clearTimeout(hard);
  }
}
