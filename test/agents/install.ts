import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PINS = fileURLToPath(new URL("package.json", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.runtime/agents/", import.meta.url));
const INSTALL_TIMEOUT_MS = 300_000;

export type AgentName = "claude" | "codex" | "opencode";

/** How an agent is started: a program and what stands before its own arguments. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Agents {
  /** Undefined for an agent that this platform has no package of. */
  command(agent: AgentName): Command | undefined;
  /** Why nothing could be installed. */
  readonly missing: string | undefined;
}

/** Installs the pinned agents once, into a folder named by the pins. Never throws: tests are skipped with the reason. */
export async function installAgents(): Promise<Agents> {
  const pins = await readFile(PINS, "utf8");
  const home = join(CACHE, createHash("sha256").update(pins).digest("hex").slice(0, 12));
  try {
    if (!existsSync(home)) await installInto(home);
  } catch (error) {
    return { command: () => undefined, missing: `npm could not install the agents: ${firstLines(error)}` };
  }
  return { command: (agent) => COMMANDS[agent](join(home, "node_modules")), missing: undefined };
}

/** The folder appears whole: another run may be installing too, and any may be stopped. */
async function installInto(home: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const staging = await mkdtemp(join(CACHE, "staging-"));
  try {
    await copyFile(PINS, join(staging, "package.json"));
    await npmInstall(staging);
    await rename(staging, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Programs come as optional packages of the platform, so that no package's own scripts need to run. */
async function npmInstall(home: string): Promise<void> {
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}` };
  const options = { cwd: home, env, timeout: INSTALL_TIMEOUT_MS };
  const cli = process.env["npm_execpath"];
  if (cli !== undefined && /\.[cm]?js$/.test(cli)) await run(process.execPath, [cli, ...args], options);
  else await run("npm", args, { ...options, shell: process.platform === "win32" });
}

const PLATFORM = `${process.platform}-${process.arch}`;
const EXE = process.platform === "win32" ? ".exe" : "";

const COMMANDS: Readonly<Record<AgentName, (modules: string) => Command | undefined>> = {
  claude: (modules) => {
    const names = ["", "-musl"].map((libc) => `@anthropic-ai/claude-code-${PLATFORM}${libc}/claude${EXE}`);
    return firstProgram(modules, names);
  },
  opencode: (modules) => {
    const platform = PLATFORM.replace("win32", "windows");
    // The baseline build runs on every processor.
    const builds = ["-baseline", "", "-baseline-musl", "-musl"];
    return firstProgram(
      modules,
      builds.map((build) => `opencode-${platform}${build}/bin/opencode${EXE}`),
    );
  },
  codex: (modules) => {
    const launcher = join(modules, "@openai/codex/bin/codex.js");
    const there = existsSync(join(modules, `@openai/codex-${PLATFORM}`));
    return there ? { file: process.execPath, args: [launcher] } : undefined;
  },
};

function firstProgram(modules: string, names: readonly string[]): Command | undefined {
  const file = names.map((name) => join(modules, name)).find((path) => existsSync(path));
  return file === undefined ? undefined : { file, args: [] };
}

function firstLines(error: unknown): string {
  return String(error).split("\n").slice(0, 4).join(" ");
}
