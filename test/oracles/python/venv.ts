import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/python-oracles/", import.meta.url));
// The pinned clients need 3.10.
const PROBE = "import sys, venv, ensurepip; print(sys.version); sys.exit(sys.version_info < (3, 10))";

/** Why the Python oracles cannot run here, or undefined when they can. */
export async function pythonMissing(): Promise<string | undefined> {
  try {
    await run("python3", ["-c", PROBE]);
    return undefined;
  } catch {
    return "python3 >= 3.10 with venv is not installed";
  }
}

/** A virtual environment with the pinned clients, kept between runs; rebuilt when the pins or Python change. */
export async function preparePython(): Promise<string> {
  const pins = await readFile(join(FOLDER, "requirements.txt"), "utf8");
  const { stdout: version } = await run("python3", ["-c", PROBE]);
  const name = createHash("sha256").update(`${version}\n${pins}`).digest("hex").slice(0, 12);
  const home = join(CACHE, name);
  const python = join(home, "bin", "python");
  const marker = join(home, "complete");
  if (existsSync(marker)) return python;
  await rm(home, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  await run("python3", ["-m", "venv", home]);
  await run(python, ["-m", "pip", "install", "--quiet", "-r", join(FOLDER, "requirements.txt")]);
  await writeFile(marker, "");
  return python;
}

/** Runs one script of this folder and parses the JSON it prints. */
export async function runScript(python: string, script: string, origin: string, apiKey: string): Promise<unknown> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    ORACLE_ORIGIN: origin,
    ORACLE_API_KEY: apiKey,
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const { stdout } = await run(python, [join(FOLDER, script)], { env, timeout: 120_000 });
  return JSON.parse(stdout) as unknown;
}
