import { closeSync, fdatasync, mkdirSync, openSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";

export interface JournalOptions {
  readonly dir: string;
  /** `group`: records are on the disk within {@link SYNC_INTERVAL_MS}; `always`: before `append` resolves. */
  readonly sync: "group" | "always";
  /** A segment that has grown beyond this is closed and a new one begun. */
  readonly segmentBytes: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export const SYNC_INTERVAL_MS = 100;
const MAX_UNWRITTEN_CHARS = 32 * 1024 * 1024;
export const SEGMENT_SUFFIX = ".ndjson";

/**
 * The log in which every request's record stands before its answer ends: lines of JSON appended to segment files.
 * Records of one turn of the event loop share one write; a record written is safe from the death of the process, a
 * record synced from the loss of power. The worker applies segments to the store and deletes them.
 */
export class Journal {
  readonly #options: JournalOptions;
  #fd = -1;
  #path = "";
  #segmentBytes = 0;
  #serial = 0;
  #lines = "";
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #dirty = false;
  #syncTimer: NodeJS.Timeout | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#openSegment();
    if (options.sync === "group") {
      this.#syncTimer = setInterval(() => this.#syncGroup(), SYNC_INTERVAL_MS);
      this.#syncTimer.unref();
    }
  }

  /** The segment that is being written: not to be deleted. */
  get currentSegment(): string {
    return this.#path;
  }

  /** False when so much could not be written that no further request should be taken. */
  get healthy(): boolean {
    return this.#lines.length < MAX_UNWRITTEN_CHARS;
  }

  /** Appends one record's JSON (without line breaks); resolves when it is safe to end the answer. */
  append(line: string): Promise<void> {
    this.#lines += `${line}\n`;
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(this.#flush);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Starts a new segment, so that the worker can finish and delete the present one. */
  rotate(): void {
    if (this.#segmentBytes > 0) this.#openSegment();
  }

  /** Writes and syncs what is there and closes the segment. */
  close(): void {
    this.#flush();
    clearInterval(this.#syncTimer);
    closeSync(this.#fd);
    this.#fd = -1;
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#lines === "") return;
    const bytes = Buffer.from(this.#lines);
    const waiting = this.#waiting;
    this.#lines = "";
    this.#waiting = [];
    try {
      writeAll(this.#fd, bytes);
      this.#segmentBytes += bytes.length;
      this.#dirty = true;
    } catch (error) {
      // A full disk must not stop traffic at once; the operator is told, and the records follow with the next write.
      // The line break closes a line that was half written; readers skip it.
      this.#options.onError(error);
      this.#lines = `\n${bytes.toString()}${this.#lines}`;
    }
    const release = (): void => {
      for (const resolve of waiting) resolve();
    };
    if (this.#options.sync === "always") fdatasync(this.#fd, release);
    else release();
    if (this.#segmentBytes > this.#options.segmentBytes) this.#openSegment();
  };

  #openSegment(): void {
    const old = this.#fd;
    this.#serial += 1;
    const stamp = String(this.#options.now()).padStart(15, "0");
    this.#path = join(this.#options.dir, `${stamp}-${process.pid}-${this.#serial}${SEGMENT_SUFFIX}`);
    this.#fd = openSync(this.#path, "a", 0o600);
    this.#segmentBytes = 0;
    if (old >= 0) fdatasync(old, () => closeSync(old));
  }

  #syncGroup(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    fdatasync(this.#fd, (error) => {
      if (error && error.code !== "EBADF") this.#options.onError(error);
    });
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
}

/** All segments of a journal folder, oldest first. */
export function listSegments(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(SEGMENT_SUFFIX))
    .sort()
    .map((name) => join(dir, name));
}
