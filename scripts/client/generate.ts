import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { createManagementApp } from "../../src/management/app.ts";
import { masterKeys } from "../../src/secrets/master-keys.ts";
import type { Database } from "../../src/store/sql/schema.ts";
import { type Document, typesOf } from "./types.ts";

const FILE = fileURLToPath(new URL("../../src/client/api.ts", import.meta.url));
const log = { debug() {}, info() {}, warn() {}, error() {} };

/** The management API's description. It needs no database: nothing is asked of one. */
export async function readDocument(): Promise<Document> {
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (own) => new PostgresIntrospector(own),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const keys = masterKeys(Buffer.alloc(32));
  const app = createManagementApp({
    store: { db },
    identity: {
      publicUrl: "http://localhost:4001",
      masterKeys: keys,
      mailer: null,
      registration: "invite-only",
      organizationCreation: "any-user",
      sso: { assertPublicUrl: () => Promise.resolve(), fetch, allowHttp: false },
    },
    clock: { now: () => 0 },
    log,
    version: "0",
    receiptOf: () => null,
    providerKeys: { masterKeys: keys, test: () => Promise.reject(new Error("not asked")) },
  });
  const response = await app.fetch(new Request("http://localhost/api/v1/openapi.json"));
  return (await response.json()) as Document;
}

/** The text of the client's types, formatted as the rest of the code is. */
export async function generate(): Promise<string> {
  const text = typesOf(await readDocument());
  const biome = join(dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")), "bin", "biome");
  return execFileSync(process.execPath, [biome, "format", "--stdin-file-path=src/client/api.ts"], {
    input: text,
    encoding: "utf8",
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    maxBuffer: 16 * 1024 * 1024,
    stdio: ["pipe", "pipe", "ignore"],
  });
}

/** `node scripts/client/generate.ts` writes `src/client/api.ts`; with `--check` it only says whether it is stale. */
async function main(): Promise<void> {
  const text = await generate();
  if (!process.argv.includes("--check")) {
    writeFileSync(FILE, text);
    return;
  }
  if (readFileSync(FILE, "utf8") === text) return;
  process.stderr.write("src/client/api.ts is stale: run node scripts/client/generate.ts\n");
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
