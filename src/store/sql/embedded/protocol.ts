/** What the worker thread is started with. */
export interface WorkerStart {
  readonly databaseFolder: string;
  readonly socketPath: string;
}

/** From the main thread to the worker. */
export type WorkerCommand =
  | { readonly id: number; readonly kind: "dump"; readonly file: string }
  | { readonly id: number; readonly kind: "stop" };

/** From the worker to the main thread. */
export type WorkerEvent =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly error: string | null };

/** Postgres major of the pinned engine. Raising it needs export and import of existing folders. */
export const EMBEDDED_POSTGRES_MAJOR = 18;
