import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "pg";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { makePool } from "../pool.ts";
import { type CaretakerTimes, startCaretaker } from "./caretaker.ts";
import { checkDatabaseVersion, makeSocketFolder, prepareDataFolder, type SocketFolder } from "./data-folder.ts";
import { createDatabase, type Engine, startEngine } from "./engine.ts";
import { lockFolder } from "./folder-lock.ts";

/**
 * One connection and no more. The socket serves all of them from one session and takes their messages singly: a
 * statement whose parameters arrive in several pieces was seen to run as another connection's statement. The engine
 * works on one query at a time anyway.
 */
const CONNECTIONS = 1;
/** Who asks for a second connection while holding the first waits for itself: better an error than silence. */
const CHECKOUT_TIMEOUT_MS = 30_000;

/** A transaction that never ends must not keep the process from ending; the engine rolls it back. */
const CLOSE_PATIENCE_MS = 10_000;
const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, CLOSE_PATIENCE_MS).unref());

/** An open embedded database. */
export interface EmbeddedDatabase {
  readonly pool: Pool;
  /** Writes a gzip-compressed tar of the whole database to a file (mode 0600). */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly caretaker?: CaretakerTimes;
}

/** Opens, or creates, the embedded database under the data folder, for this process alone. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log, clock } = options;
  const dataFolder = prepareDataFolder(options.dataDir);
  const databaseFolder = join(dataFolder, "postgres");
  const lock = lockFolder(dataFolder, clock);
  let socket: SocketFolder | null = null;
  const release = (): void => {
    socket?.remove();
    lock.release();
  };
  try {
    if (existsSync(databaseFolder)) checkDatabaseVersion(databaseFolder);
    else await createDatabase(databaseFolder);
    socket = makeSocketFolder(dataFolder);
    const onCrash = (reason: string): void =>
      log.error({ reason }, "the embedded database stopped; restart the service");
    const engine = await startEngine({ databaseFolder, socketPath: socket.path }, onCrash);
    return tend(engine, connect(socket.folder, log), release, options);
  } catch (error) {
    release();
    throw error;
  }
}

function connect(socketFolder: string, log: Log): Pool {
  const address = { host: socketFolder, port: 5432, user: "postgres", database: "postgres", ssl: false };
  const bounds = { max: CONNECTIONS, idleTimeoutMillis: 0, connectionTimeoutMillis: CHECKOUT_TIMEOUT_MS };
  return makePool({ ...address, ...bounds }, log);
}

/** The running engine with its caretaker, as the store uses it. */
function tend(engine: Engine, pool: Pool, release: () => void, options: EmbeddedOptions): EmbeddedDatabase {
  const caretaker = startCaretaker(pool, options.log, options.caretaker);
  return {
    pool,
    async backup(file: string): Promise<void> {
      await pool.query("CHECKPOINT");
      await engine.dump(file);
    },
    async close(): Promise<void> {
      try {
        await caretaker.stop();
        await Promise.race([pool.end(), patience()]);
        await engine.stop();
      } finally {
        release();
      }
    },
  };
}
