import { appendFileSync, closeSync, openSync, readSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { listSegments, REJECTED_FILE } from "../gateway/metering/journal.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Log } from "../store/log.ts";
import { isOutage } from "../store/sql/outage.ts";

export interface JournalReaderOptions {
  readonly dir: string;
  /** The segment still being written by this process; read, but not deleted. */
  readonly currentSegment: () => string;
  /** Applies records exactly once; rejects when the store is not available. */
  readonly apply: (records: RequestRecord[]) => Promise<unknown>;
  readonly log: Log;
  /**
   * How long an applied segment is kept after its last write. The embedded engine never forces its files to the disk;
   * until the operating system has done so, the journal is what survives a loss of power.
   */
  readonly keepAppliedMs: number;
  readonly now: () => number;
}

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;

/**
 * Reads journal segments and applies their records. Its place is kept in memory only: after a restart whole segments
 * are read again, and applying is idempotent. A segment is deleted once all of it is applied and nobody writes to it.
 */
export class JournalReader {
  readonly #options: JournalReaderOptions;
  readonly #offsets = new Map<string, number>();

  constructor(options: JournalReaderOptions) {
    this.#options = options;
  }

  /** Applies what is there now. Throws when the store is away; nothing is lost then. Gives the number of records. */
  async drain(): Promise<number> {
    let applied = 0;
    const { currentSegment, dir } = this.#options;
    for (const path of listSegments(dir)) {
      const finished = path !== currentSegment();
      applied += await this.#drainSegment(path);
      if (finished && this.#mayGo(path)) {
        unlinkSync(path);
        this.#offsets.delete(path);
      }
    }
    return applied;
  }

  #mayGo(path: string): boolean {
    const { keepAppliedMs, now } = this.#options;
    return keepAppliedMs === 0 || statSync(path).mtimeMs + keepAppliedMs <= now();
  }

  async #drainSegment(path: string): Promise<number> {
    let applied = 0;
    const fd = openSync(path, "r");
    try {
      for (;;) {
        const offset = this.#offsets.get(path) ?? 0;
        const { bytes, lines } = readLines(fd, offset);
        if (bytes === 0) break;
        const records = lines.flatMap((line) => this.#parse(line, path));
        if (records.length > 0) applied += await this.#apply(records, path);
        this.#offsets.set(path, offset + bytes);
      }
      // What may be left has no line end: its writer died in the middle of it, before the answer ended.
      return applied;
    } finally {
      closeSync(fd);
    }
  }

  async #apply(records: RequestRecord[], path: string): Promise<number> {
    try {
      await this.#options.apply(records);
      return records.length;
    } catch (error) {
      if (isOutage(error)) throw error;
      return await this.#applySingly(records, path);
    }
  }

  /** One record that the store will not take must not keep all that follow from being applied: it is put aside. */
  async #applySingly(records: readonly RequestRecord[], path: string): Promise<number> {
    const rejected: RequestRecord[] = [];
    for (const record of records) {
      try {
        await this.#options.apply([record]);
      } catch (error) {
        if (isOutage(error)) throw error;
        rejected.push(record);
        const { requestId } = record;
        this.#options.log.error(
          { err: error, requestId, segment: path },
          "A record cannot be applied; it is put aside.",
        );
      }
    }
    if (rejected.length > 0) this.#putAside(rejected);
    return records.length - rejected.length;
  }

  #putAside(records: readonly RequestRecord[]): void {
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    appendFileSync(join(this.#options.dir, REJECTED_FILE), text, { mode: 0o600, flush: true });
  }

  #parse(line: string, path: string): RequestRecord[] {
    if (line === "") return [];
    const record = recordIn(line);
    if (record !== null) return [record];
    this.#options.log.warn({ segment: path, length: line.length }, "A broken journal line was skipped.");
    return [];
  }
}

/** Null for what is no record: a line that a crash tore, or that this program did not write. */
function recordIn(line: string): RequestRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    const isRecord = typeof value === "object" && value !== null && "requestId" in value;
    return isRecord && typeof value.requestId === "string" ? (value as RequestRecord) : null;
  } catch {
    return null;
  }
}

/** Whole lines from an offset, as many as fit into a chunk; a longer line is read whole. */
function readLines(fd: number, offset: number): { bytes: number; lines: string[] } {
  for (let size = CHUNK_BYTES; ; size *= 4) {
    const chunk = Buffer.allocUnsafe(size);
    const read = readSync(fd, chunk, 0, size, offset);
    const end = chunk.subarray(0, read).lastIndexOf(NEWLINE);
    if (end >= 0) return { bytes: end + 1, lines: chunk.subarray(0, end).toString("utf8").split("\n") };
    if (read < size) return { bytes: 0, lines: [] };
  }
}
