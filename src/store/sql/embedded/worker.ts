/**
 * The embedded database's thread: the engine runs on whatever thread calls it, and a long query would stall every
 * stream. Started by `open-embedded.ts`; imports nothing but packages and types, so that it can be bundled alone.
 */
import { writeFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import type { WorkerCommand, WorkerEvent, WorkerStart } from "./protocol.ts";

/** One in use and room for its successor while a broken one is still being taken down. */
const CONNECTIONS_MAX = 4;

const port = parentPort;
if (port === null) throw new Error("This file runs as a worker thread of the store.");
const start: WorkerStart = workerData;
const tell = (event: WorkerEvent): void => port.postMessage(event);
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function dump(database: PGlite, file: string): Promise<void> {
  const archive = await database.dumpDataDir("gzip");
  await writeFile(file, archive.stream(), { mode: 0o600 });
}

async function stop(database: PGlite, server: PGLiteSocketServer): Promise<void> {
  await server.stop();
  await database.exec("CHECKPOINT");
  await database.close();
}

async function obey(command: WorkerCommand, database: PGlite, server: PGLiteSocketServer): Promise<void> {
  try {
    if (command.kind === "dump") await dump(database, command.file);
    else await stop(database, server);
    tell({ kind: "done", id: command.id, error: null });
  } catch (error) {
    tell({ kind: "done", id: command.id, error: textOf(error) });
  }
  if (command.kind === "stop") port?.close();
}

try {
  const database = await PGlite.create({ dataDir: start.databaseFolder });
  const server = new PGLiteSocketServer({ db: database, path: start.socketPath, maxConnections: CONNECTIONS_MAX });
  await server.start();
  port.on("message", (command: WorkerCommand) => void obey(command, database, server));
  tell({ kind: "ready" });
} catch (error) {
  tell({ kind: "failed", message: textOf(error) });
  port.close();
}
