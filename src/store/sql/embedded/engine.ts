import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { StoreStartError } from "../../store-start-error.ts";
import type { WorkerCommand, WorkerEvent, WorkerStart } from "./protocol.ts";

/** The embedded database in its thread, as the main thread sees it. */
export interface Engine {
  /** Writes a gzip-compressed tar of the database folder. */
  dump(file: string): Promise<void>;
  /** Checkpoint and clean end. */
  stop(): Promise<void>;
}

type Command = WorkerCommand extends infer Each ? (Each extends unknown ? Omit<Each, "id"> : never) : never;

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * The worker's file stands beside this one: `worker.ts` in the source tree, `embedded-worker.js` in a bundle (an entry
 * point of its own, since a thread starts from a file).
 */
function workerUrl(): URL {
  const name = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./embedded-worker.js";
  const url = new URL(name, import.meta.url);
  if (!existsSync(url))
    throw new StoreStartError(`The program is incomplete: ${name.slice(2)} is missing. Build it again.`);
  return url;
}

/**
 * Makes a new database, in a process of its own: making one takes several hundred megabytes, of which much stays with
 * the process, also when the thread that took them has ended. The database gets its name when it is whole, so that a
 * start that was killed leaves nothing half made.
 */
export async function createDatabase(databaseFolder: string): Promise<void> {
  const draft = `${databaseFolder}.new`;
  rmSync(draft, { recursive: true, force: true });
  try {
    await run(process.execPath, [fileURLToPath(workerUrl()), draft]);
    renameSync(draft, databaseFolder);
  } catch (error) {
    const reason = lastLine(error) ?? "its process ended";
    throw new StoreStartError(`The embedded database could not be made: ${reason}`, error);
  }
}

const run = promisify(execFile);

/** Of what the process said when it failed, the line that tells why. */
function lastLine(error: unknown): string | undefined {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  const lines = (stderr ?? "").split("\n");
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? message?.split("\n", 1)[0];
}

/** Starts the thread and waits until the database accepts connections. `onCrash` is called when it ends by itself. */
export async function startEngine(start: WorkerStart, onCrash: (reason: string) => void): Promise<Engine> {
  const worker = new Worker(workerUrl(), { workerData: start, name: "embedded-database", execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let stopping = false;
  const ended = (reason: string): void => {
    for (const each of waiting.values()) each.reject(new Error(reason));
    waiting.clear();
    if (!stopping) onCrash(reason);
  };
  try {
    await ready(worker);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  worker.on("message", (event: WorkerEvent) => {
    if (event.kind !== "done") return;
    const each = waiting.get(event.id);
    waiting.delete(event.id);
    if (event.error === null) each?.resolve();
    else each?.reject(new Error(event.error));
  });
  worker.on("error", (error) => ended(error.message));
  worker.on("exit", (code) => ended(`the database thread ended with code ${code}`));
  let lastId = 0;
  const send = (command: Command): Promise<void> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ ...command, id: lastId });
    });
  return {
    dump: (file) => send({ kind: "dump", file }),
    async stop(): Promise<void> {
      stopping = true;
      try {
        await send({ kind: "stop" });
      } finally {
        await worker.terminate();
      }
    },
  };
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (message: string | null): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      if (message === null) resolve();
      else reject(new StoreStartError(`The embedded database did not start: ${message}`));
    };
    const onMessage = (event: WorkerEvent): void => {
      if (event.kind === "ready") settle(null);
      else if (event.kind === "failed") settle(event.message);
    };
    const onError = (error: Error): void => settle(error.message);
    const onExit = (code: number): void => settle(`its thread ended with code ${code}`);
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}
