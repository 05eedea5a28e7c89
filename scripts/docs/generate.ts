import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PAGES } from "./pages.ts";

const ROOT = new URL("../../", import.meta.url);

/** Generated pages whose file differs from what the code says now. */
export function stalePages(): string[] {
  return Object.entries(PAGES)
    .filter(([path, make]) => {
      const file = new URL(path, ROOT);
      return !existsSync(file) || readFileSync(file, "utf8") !== make();
    })
    .map(([path]) => path);
}

function main(check: boolean): void {
  const stale = stalePages();
  for (const path of stale) {
    const make = PAGES[path];
    if (check) process.stderr.write(`${path} is stale. Run: node scripts/docs/generate.ts\n`);
    else if (make) {
      writeFileSync(fileURLToPath(new URL(path, ROOT)), make());
      process.stdout.write(`${path} written\n`);
    }
  }
  if (check && stale.length > 0) process.exit(1);
}

// `import.meta.main` would say it, from Node 24 on.
if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));
