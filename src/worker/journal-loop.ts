import type { Log } from "../store/log.ts";
import type { JournalReader } from "./journal-reader.ts";

const IDLE_MS = 250;
const MAX_BACKOFF_MS = 10_000;

/** Applies the journal again and again in the background; while the store is down it waits longer each time. */
export class JournalLoop {
  readonly #reader: JournalReader;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #failures = 0;

  constructor(reader: JournalReader, log: Log) {
    this.#reader = reader;
    this.#log = log;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Stops after the present round and applies what is left once more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#round();
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().then((delay) => this.#schedule(delay));
    }, delayMs);
  }

  async #round(): Promise<number> {
    try {
      await this.#reader.drain();
      this.#failures = 0;
      return IDLE_MS;
    } catch (error) {
      this.#failures += 1;
      this.#log.warn({ err: error, failures: this.#failures }, "The journal could not be applied; trying again.");
      return Math.min(MAX_BACKOFF_MS, IDLE_MS * 2 ** this.#failures);
    }
  }
}
