import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { firstLoadOf } from "./first-load.ts";
import { BUILT, SOURCE, viteConfig } from "./vite-config.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STAMP = join(BUILT, ".built");
const COMPRESSED = /\.(js|css|svg|json)$/;

/**
 * Builds the dashboard into `dist/dashboard`, unless what is there was made of the same files. Each text file is also
 * kept packed by gzip and brotli, so that nothing is packed while it is served. Gives false when nothing had to be done.
 */
export async function buildDashboard(): Promise<boolean> {
  const now = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === now) return false;
  // Beside the old one, and swapped whole: suites that begin at once build at once, and a gateway may be reading.
  const folder = `${BUILT}.${process.pid}`;
  const config = viteConfig();
  await forProduction(() => build({ ...config, build: { ...config.build, outDir: folder }, logLevel: "warn" }));
  for (const file of globSync("**/*", { cwd: folder }).filter((name) => COMPRESSED.test(name)))
    pack(join(folder, file));
  writeFileSync(join(folder, ".built"), now);
  const { scripts, bytes } = firstLoadOf(folder);
  process.stdout.write(`dashboard: first load ${(bytes / 1000).toFixed(1)} kB of script in ${scripts.length} files\n`);
  swapIn(folder);
  return true;
}

/** Vite and React go by this name: within a test run it says `test`, and what came of it would be a slow build. */
async function forProduction(run: () => Promise<unknown>): Promise<void> {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = before;
  }
}

function swapIn(folder: string): void {
  rmSync(BUILT, { recursive: true, force: true });
  try {
    renameSync(folder, BUILT);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // Somebody else built the same meanwhile.
    rmSync(folder, { recursive: true, force: true });
  }
}

function pack(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
}

/** Of everything that the result is made of. Tests are no part of it. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const files = [
    ...globSync("**/*", { cwd: SOURCE }).map((name) => join(SOURCE, name)),
    ...globSync("src/client/*.ts", { cwd: ROOT }).map((name) => join(ROOT, name)),
    ...globSync("scripts/dashboard/*.ts", { cwd: ROOT }).map((name) => join(ROOT, name)),
    join(ROOT, "package-lock.json"),
  ];
  for (const file of files.filter((name) => !/\.test\.tsx?$/.test(name)).sort()) {
    const { size, mtimeMs } = statSync(file);
    if (statSync(file).isFile()) hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

// `import.meta.main` would say it, from Node 24 on.
if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDashboard();
