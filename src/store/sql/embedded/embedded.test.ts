import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "kysely";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { StoreStartError } from "../../store-start-error.ts";
import { openStore, type Store, type StoreOptions } from "../open-store.ts";
import { silent, systemClock } from "../testing/engines.ts";
import { copyTemplate } from "../testing/template.ts";
import { startCaretaker } from "./caretaker.ts";
import { lockFolder } from "./folder-lock.ts";
import { EMBEDDED_POSTGRES_MAJOR } from "./protocol.ts";

const folders: string[] = [];
const stores: Store[] = [];

function temporary(prefix = "llm-gateway-embedded-"): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  return folder;
}

/** A folder with an empty database in it, for what is not about making one. */
async function prepared(folder = temporary()): Promise<string> {
  await copyTemplate(folder, { log: silent, clock: systemClock });
  return folder;
}

async function open(dataDir: string, more: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ dataDir, log: silent, clock: systemClock, ...more });
  stores.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("embedded engine", () => {
  it("keeps its rows over a restart, embeds the Postgres it says, and saves a readable copy", async () => {
    const dataDir = temporary();
    const first = await open(dataDir);
    await sql`create table kept as select 42 as v`.execute(first.db);
    const version = await sql<{ v: string }>`select current_setting('server_version') as v`.execute(first.db);
    expect(version.rows[0]?.v).toMatch(new RegExp(`^${EMBEDDED_POSTGRES_MAJOR}\\.`));
    await first.close();

    const second = await open(dataDir);
    expect((await sql`select v from kept`.execute(second.db)).rows).toEqual([{ v: 42 }]);
    const file = join(dataDir, "copy.tar.gz");
    await second.backup?.(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = await PGlite.create({ loadDataDir: new Blob([readFileSync(file)]) });
    expect((await copy.query("select v from kept")).rows).toEqual([{ v: 42 }]);
    await copy.close();
  });

  it("lets only this user at its socket, also when the folder's path is long", async () => {
    const dataDir = await prepared(join(temporary(), "d".repeat(90), "e".repeat(60)));
    const store = await open(dataDir);
    await store.ping();
    await store.close();
    const near = await open(await prepared());
    await near.ping();
    const folder = folders.at(-1) ?? "";
    expect(statSync(join(folder, "socket")).mode & 0o777).toBe(0o700);
  });

  it("refuses a folder that this process has open, naming it", async () => {
    const dataDir = await prepared();
    await open(dataDir);
    const refusal = open(dataDir);
    await expect(refusal).rejects.toBeInstanceOf(StoreStartError);
    await expect(refusal).rejects.toThrow(new RegExp(`in use by process ${process.pid}\\.`));
  });

  it("refuses a folder of another process and takes it over when that is killed, with its rows", async () => {
    const dataDir = await prepared();
    const program = `
      import { openStore } from ${JSON.stringify(new URL("../open-store.ts", import.meta.url).href)};
      import { sql } from ${JSON.stringify(import.meta.resolve("kysely"))};
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const store = await openStore({ dataDir: ${JSON.stringify(dataDir)}, log, clock: Date });
      await sql\`create table kept as select 7 as v\`.execute(store.db);
      console.log("open");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(open(dataDir)).rejects.toThrow(`in use by process ${child.pid}.`);
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = await open(dataDir);
    expect((await sql`select v from kept`.execute(store.db)).rows).toEqual([{ v: 7 }]);
  });

  it("says in one line that a folder cannot be written", async () => {
    const file = join(temporary(), "file");
    writeFileSync(file, "");
    await expect(open(join(file, "data"))).rejects.toThrow(
      /^The data folder \S+ cannot be written \(ENOTDIR\)\. Set DATA_DIR/,
    );
  });

  it("refuses a folder of another Postgres major and leaves it unlocked", async () => {
    const dataDir = temporary();
    mkdirSync(join(dataDir, "postgres"));
    writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
    await expect(open(dataDir)).rejects.toThrow(/was written by Postgres 17, this release embeds Postgres 18\./);
    lockFolder(dataDir, systemClock).release();
  });

  it("says so when the engine itself cannot start", async () => {
    const dataDir = temporary();
    writeFileSync(join(dataDir, "postgres"), "not a folder");
    await expect(open(dataDir)).rejects.toBeInstanceOf(StoreStartError);
    lockFolder(dataDir, systemClock).release();
  });
});

describe("caretaker", () => {
  it("checkpoints and vacuums on its schedule, and a failing round does not end it", async () => {
    const said: string[] = [];
    const pool = new pg.Pool();
    pool.query = ((statement: string) => {
      said.push(statement);
      return said.length === 1 ? Promise.reject(new Error("busy")) : Promise.resolve();
    }) as typeof pool.query;
    const caretaker = startCaretaker(pool, silent, { checkpointEveryMs: 5, vacuumEveryMs: 8 });
    await expect.poll(() => said.length).toBeGreaterThan(4);
    await caretaker.stop();
    expect(new Set(said)).toEqual(new Set(["CHECKPOINT", "VACUUM (ANALYZE)"]));
    const count = said.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(said.length).toBe(count);
  });

  it("does so on the real engine", async () => {
    const warned: unknown[] = [];
    const log = { ...silent, warn: (fields: object) => void warned.push(fields) };
    const store = await open(await prepared(), { log, caretaker: { checkpointEveryMs: 10, vacuumEveryMs: 10 } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await store.ping();
    expect(warned).toEqual([]);
  });
});
