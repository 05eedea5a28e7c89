import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { openStore, type Store, type StoreOptions } from "../open-store.ts";
import { type PostgresServer, postgresPrograms, startPostgres } from "./postgres.ts";
import { copyTemplate } from "./template.ts";

/** A log that says nothing. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  nowMs: number;
}

export function testClock(nowMs = Date.UTC(2026, 10, 21, 12)): TestClock {
  return {
    nowMs,
    now(): number {
      return this.nowMs;
    },
  };
}

/** The system's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** An engine under test. */
export interface Engine {
  readonly kind: Store["kind"];
  /** A fresh, empty store; closed and removed after the suite. */
  open(): Promise<Store>;
  /** Options of a store that does not exist so far, for tests that open it themselves. */
  fresh(): Promise<StoreOptions>;
  /** The server behind it; null on the embedded engine. */
  server(): PostgresServer | null;
}

/** Runs one behaviour suite on both engines. */
export function describeOnEngines(name: string, suite: (engine: Engine) => void): void {
  describe(`${name} (embedded)`, () => suite(useEmbedded()));
  const programs = postgresPrograms();
  if (programs === null) {
    describe.skip(`${name} (postgres: skipped, no server is installed under /usr/lib/postgresql)`, () => undefined);
    return;
  }
  describe(`${name} (postgres)`, () => suite(usePostgres(programs)));
}

/** The embedded engine for a suite: a temporary folder for each store. */
export function useEmbedded(): Engine {
  const folders: string[] = [];
  const fresh = (): Promise<StoreOptions> => {
    const dataDir = mkdtempSync(join(tmpdir(), "llm-gateway-store-"));
    folders.push(dataDir);
    return Promise.resolve({ dataDir, log: silent, clock: systemClock });
  };
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  // After the line above: hooks end in reverse order, and stores are closed before their folders go.
  const open = opener(async () => {
    const options = await fresh();
    await copyTemplate(options.dataDir, options);
    return options;
  });
  return { kind: "embedded", fresh, open, server: () => null };
}

function usePostgres(programs: string): Engine {
  let server: PostgresServer | null = null;
  beforeAll(async () => {
    server = await startPostgres(programs);
  }, 60_000);
  afterAll(() => server?.remove());
  const fresh = async (): Promise<StoreOptions> => ({
    dataDir: "/nonexistent",
    databaseUrl: (await server?.createDatabase()) ?? "",
    log: silent,
    clock: systemClock,
  });
  // Hooks end in reverse order: stores are closed before the server goes.
  const open = opener(fresh);
  return { kind: "postgres", fresh, open, server: () => server };
}

function opener(fresh: () => Promise<StoreOptions>): () => Promise<Store> {
  const stores: Store[] = [];
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });
  return async () => {
    const store = await openStore(await fresh());
    stores.push(store);
    return store;
  };
}
