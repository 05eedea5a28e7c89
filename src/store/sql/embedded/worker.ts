/**
 * The embedded database's thread: the engine runs on whatever thread calls it, and a long query would stall every
 * stream. Started by `engine.ts`; imports nothing but packages and types, so that it can be bundled alone. Run as a
 * program of its own, with a folder as its argument, it makes a new database there and ends.
 */
import { writeFile } from "node:fs/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import type { WorkerCommand, WorkerEvent, WorkerStart } from "./protocol.ts";

/** One in use and room for its successor while a broken one is still being taken down. */
const CONNECTIONS_MAX = 4;

/**
 * The engine's memory never shrinks, and its buffers are its largest part: with the 128 MB of a server the process
 * would hold 100 MB more. What is not in them is in the system's cache of files.
 */
const START_PARAMS = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"];

const tell = (event: WorkerEvent): void => parentPort?.postMessage(event);
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
  if (command.kind === "stop") parentPort?.close();
}

function open(databaseFolder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: databaseFolder, startParams: START_PARAMS });
}

async function serve(port: MessagePort, { databaseFolder, socketPath }: WorkerStart): Promise<void> {
  try {
    const database = await open(databaseFolder);
    const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: CONNECTIONS_MAX });
    await server.start();
    port.on("message", (command: WorkerCommand) => void obey(command, database, server));
    tell({ kind: "ready" });
  } catch (error) {
    tell({ kind: "failed", message: textOf(error) });
    port.close();
  }
}

async function create(databaseFolder: string | undefined): Promise<void> {
  if (databaseFolder === undefined) throw new Error("This file is started by the store.");
  const database = await open(databaseFolder);
  await database.close();
}

if (parentPort === null) await create(process.argv[2]);
else await serve(parentPort, workerData as WorkerStart);
