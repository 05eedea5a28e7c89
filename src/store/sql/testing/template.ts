import { hash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { StoreOptions } from "../open-store.ts";
import { openStore } from "../open-store.ts";

const MIGRATIONS = new URL("../migrations/", import.meta.url);

/**
 * Fills a data folder with a migrated, empty database. Creating one takes two seconds and copying one a tenth, so the
 * first of each schema is kept under `node_modules/.cache` for all test files and runs.
 */
export async function copyTemplate(dataDir: string, options: Omit<StoreOptions, "dataDir">): Promise<void> {
  const cache = join(packagesFolder(), ".cache", "llm-gateway");
  const template = join(cache, `database-${schemaHash()}`);
  if (!existsSync(template)) {
    mkdirSync(cache, { recursive: true });
    const draft = mkdtempSync(join(cache, "draft-"));
    const store = await openStore({ ...options, dataDir: draft });
    await store.close();
    try {
      renameSync(draft, template);
    } catch {
      // Another test file was faster; its copy is as good.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  cpSync(template, dataDir, { recursive: true });
}

function packagesFolder(): string {
  const engine = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  return engine.slice(0, engine.indexOf("node_modules") + "node_modules".length);
}

function schemaHash(): string {
  const engine = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = readFileSync(join(dirname(engine), "..", "package.json"), "utf8");
  const migrations = readdirSync(MIGRATIONS).map((name) => readFileSync(new URL(name, MIGRATIONS), "utf8"));
  return hash("sha256", [manifest, ...migrations].join("\n"), "hex").slice(0, 16);
}
