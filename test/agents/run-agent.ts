import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Command } from "./install.ts";

/** A folder of one agent's own: what it works in, and a home that holds nothing of the user's. */
export interface Workplace {
  readonly work: string;
  readonly home: string;
  /** Writes files, named from the folder above `work` and `home`. */
  add(files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

export async function makeWorkplace(files: Readonly<Record<string, string>>): Promise<Workplace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "llm-gateway-agent-")));
  const [work, home] = [join(folder, "work"), join(folder, "home")];
  await mkdir(work);
  await mkdir(home);
  const add: Workplace["add"] = async (more) => {
    for (const [name, text] of Object.entries(more)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  };
  await add(files);
  return { work, home, add, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface AgentRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Runs an agent to its end in a clean environment. It and all it started are gone when this returns. */
export async function runAgent(
  { file, args }: Command,
  more: readonly string[],
  { work, home }: Workplace,
  env: Readonly<Record<string, string>>,
): Promise<AgentRun> {
  const own = { PATH: process.env["PATH"] ?? "", HOME: home, USERPROFILE: home, TMPDIR: dirname(home), NO_COLOR: "1" };
  const windows = process.platform === "win32";
  const child = spawn(file, [...args, ...more], {
    cwd: work,
    env: { ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that the tools it runs end with it.
    detached: !windows,
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (part: string) => {
      text[name] += part;
    });
  }
  const end = (): void => {
    try {
      if (windows || child.pid === undefined) child.kill("SIGKILL");
      else process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nobody is left.
    }
  };
  const timer = setTimeout(end, TIMEOUT_MS);
  process.once("exit", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    end();
    return { code, ...text };
  } finally {
    clearTimeout(timer);
    process.removeListener("exit", end);
  }
}
