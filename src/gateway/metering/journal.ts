import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Segment } from "./segment.ts";

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
/** Records closer together than this are a load. */
const BUSY_WITHIN_MS = 1;
const MAX_UNWRITTEN_CHARS = 32 * 1024 * 1024;
export const SEGMENT_SUFFIX = ".ndjson";
/** Where the reader puts records aside that cannot be applied; beside the segments, but none of them. */
export const REJECTED_FILE = "rejected.ndjson";

const RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A disk that stays full is not told of with every request. */
const REPORT_EVERY_MS = 10_000;
const SERIAL_DIGITS = 9;

/** Lines and who waits for them. */
interface Batch {
  readonly text: string;
  readonly waiting: readonly (() => void)[];
}

/**
 * The log in which every request's record stands before its answer ends: lines of JSON appended to segment files.
 * Records of one turn of the event loop share one write; a record written is safe from the death of the process, a
 * record synced from the loss of power. The worker applies segments to the store and deletes them.
 */
export class Journal {
  readonly #options: JournalOptions;
  #segment: Segment;
  #serial = 0;
  #stamp = 0;
  #lines = "";
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #appendedAtMs = 0;
  #closed = false;
  #syncTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Failures since the last success. */
  #failures = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  /** Throws when the first segment cannot be made. */
  constructor(options: JournalOptions) {
    this.#options = options;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#segment = new Segment(this.#nextPath());
    if (options.sync === "group") {
      this.#syncTimer = setInterval(() => this.#syncGroup(), SYNC_INTERVAL_MS);
      this.#syncTimer.unref();
    }
  }

  /** The segment that is being written: not to be deleted. */
  get currentSegment(): string {
    return this.#segment.path;
  }

  /**
   * False when no further request should be taken: so much could not be written, or, where answers wait for the disk,
   * the disk fails.
   */
  get healthy(): boolean {
    if (this.#options.sync === "always" && this.#failures > 0) return false;
    return this.#lines.length < MAX_UNWRITTEN_CHARS;
  }

  /**
   * Appends one record's JSON (without line breaks); resolves when it is safe to end the answer. With `group` a disk
   * that fails holds up nobody; with `always` this stays pending until the record is on the disk.
   */
  append(line: string): Promise<void> {
    this.#lines += `${line}\n`;
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#schedule();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /**
   * Under load the records of one turn of the event loop share a write. A record that comes alone is written at once:
   * waiting for the turn's end costs a lone request more than the write.
   */
  #schedule(): void {
    const nowMs = this.#options.now();
    const busy = nowMs - this.#appendedAtMs <= BUSY_WITHIN_MS;
    this.#appendedAtMs = nowMs;
    if (busy) setImmediate(this.#flush);
    else process.nextTick(this.#flush);
  }

  /** Starts a new segment, so that the worker can finish and delete the present one. */
  rotate(): void {
    if (this.#segment.bytes > 0) this.#openSegment();
  }

  /** Writes and syncs what is there and closes the segment. */
  close(): void {
    if (this.#closed) return;
    clearInterval(this.#syncTimer);
    clearTimeout(this.#retryTimer);
    const batch = this.#write();
    this.#closed = true;
    try {
      this.#segment.closeNow();
      if (batch !== undefined) release(batch);
    } catch (error) {
      this.#failed(error);
    }
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const batch = this.#write();
    if (batch === undefined) return;
    if (this.#options.sync === "group") {
      this.#succeeded();
      release(batch);
    } else this.#syncThenRelease(batch);
    if (this.#segment.bytes > this.#options.segmentBytes) this.#openSegment();
  };

  /** Writes all lines that wait; undefined when there are none, or when they have to wait longer. */
  #write(): Batch | undefined {
    if (this.#lines === "") return undefined;
    const batch = { text: this.#lines, waiting: this.#waiting };
    this.#lines = "";
    this.#waiting = [];
    try {
      if (this.#closed) throw new Error("the journal is closed");
      this.#segment.write(batch.text);
      return batch;
    } catch (error) {
      this.#putBack(batch, error);
      return undefined;
    }
  }

  /**
   * A full disk must not stop traffic at once: the operator is told, and the records follow with the next write. The
   * line break closes a line that was half written, which readers skip.
   */
  #putBack({ text, waiting }: Batch, error: unknown): void {
    this.#lines = `${text.startsWith("\n") ? "" : "\n"}${text}${this.#lines}`;
    if (this.#options.sync === "group") for (const resolve of waiting) resolve();
    else this.#waiting = [...waiting, ...this.#waiting];
    this.#failed(error);
  }

  #syncThenRelease(batch: Batch): void {
    this.#segment.sync((error) => {
      if (error === null) {
        this.#succeeded();
        release(batch);
        return;
      }
      // After a failed sync the system may have dropped the pages: only writing them anew, elsewhere, makes them safe.
      this.#putBack(batch, error);
      this.#openSegment();
    });
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#reportedAtMs = Number.NEGATIVE_INFINITY;
  }

  #failed(error: unknown): void {
    this.#report(error);
    this.#failures += 1;
    if (this.#closed) return;
    // Not unref'd: with `always` an answer waits for it.
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(
      this.#flush,
      Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(this.#failures - 1, 10)),
    );
  }

  #report(error: unknown): void {
    const nowMs = this.#options.now();
    if (nowMs - this.#reportedAtMs < REPORT_EVERY_MS) return;
    this.#reportedAtMs = nowMs;
    this.#options.onError(error);
  }

  /** Goes over to a new segment, or stays with the old one where none can be made. */
  #openSegment(): void {
    if (this.#closed) return;
    const old = this.#segment;
    try {
      this.#segment = new Segment(this.#nextPath());
    } catch (error) {
      this.#report(error);
      return;
    }
    old.retire((error) => {
      if (error !== null) this.#report(error);
    });
  }

  /** Names sort in the order of writing, also when the clock is set back. */
  #nextPath(): string {
    this.#serial += 1;
    this.#stamp = Math.max(this.#stamp, this.#options.now());
    const stamp = String(this.#stamp).padStart(15, "0");
    const serial = String(this.#serial).padStart(SERIAL_DIGITS, "0");
    return join(this.#options.dir, `${stamp}-${process.pid}-${serial}${SEGMENT_SUFFIX}`);
  }

  #syncGroup(): void {
    if (!this.#segment.dirty) return;
    this.#segment.sync((error) => {
      if (error !== null) this.#report(error);
    });
  }
}

function release({ waiting }: Batch): void {
  for (const resolve of waiting) resolve();
}

/** All segments of a journal folder, oldest first. */
export function listSegments(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(SEGMENT_SUFFIX) && name !== REJECTED_FILE)
    .sort()
    .map((name) => join(dir, name));
}
