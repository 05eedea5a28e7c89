import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PINS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../.runtime/embedder/", import.meta.url));
const INSTALL_TIMEOUT_MS = 300_000;
const PROBE = "import sys, venv, ensurepip; print(sys.version); sys.exit(sys.version_info < (3, 10))";

export type Installed = { readonly python: string } | { readonly missing: string };

/**
 * Installs the model and what runs it once, into a folder named by the pins. Never throws: tests are skipped with the
 * reason. Packages come without what they ask for themselves: the model's would bring a training framework of gigabytes.
 */
export async function installEmbedder(): Promise<Installed> {
  try {
    const { stdout: version } = await run("python3", ["-c", PROBE]);
    const pins = await readFile(PINS, "utf8");
    const home = join(CACHE, createHash("sha256").update(`${version}\n${pins}`).digest("hex").slice(0, 12));
    const python = join(home, "bin", "python");
    const complete = join(home, "complete");
    if (!existsSync(complete)) {
      await rm(home, { recursive: true, force: true });
      await mkdir(CACHE, { recursive: true });
      await run("python3", ["-m", "venv", home]);
      const args = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "-r", PINS];
      await run(python, args, { timeout: INSTALL_TIMEOUT_MS });
      await writeFile(complete, "");
    }
    return { python };
  } catch (error) {
    return { missing: String(error).split("\n").slice(0, 4).join(" ") };
  }
}
