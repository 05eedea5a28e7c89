import { closeSync, openSync, readSync, unlinkSync } from "node:fs";
import { listSegments } from "../gateway/metering/journal.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Log } from "../store/log.ts";

export interface JournalReaderOptions {
  readonly dir: string;
  /** The segment still being written by this process; read, but not deleted. */
  readonly currentSegment: () => string;
  /** Applies records exactly once; rejects when the store is not available. */
  readonly apply: (records: RequestRecord[]) => Promise<unknown>;
  readonly log: Log;
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

  /** Applies what is there now. Throws what `apply` throws; nothing is lost then. Gives the number of records. */
  async drain(): Promise<number> {
    let applied = 0;
    const { currentSegment, dir } = this.#options;
    for (const path of listSegments(dir)) {
      const finished = path !== currentSegment();
      applied += await this.#drainSegment(path, finished);
      if (finished) {
        unlinkSync(path);
        this.#offsets.delete(path);
      }
    }
    return applied;
  }

  async #drainSegment(path: string, finished: boolean): Promise<number> {
    let applied = 0;
    const fd = openSync(path, "r");
    try {
      for (;;) {
        const offset = this.#offsets.get(path) ?? 0;
        const { bytes, lines } = readLines(fd, offset);
        if (bytes === 0) break;
        const records = lines.flatMap((line) => this.#parse(line, path));
        if (records.length > 0) await this.#options.apply(records);
        applied += records.length;
        this.#offsets.set(path, offset + bytes);
      }
      // What is left has no line end: its writer died in the middle of it, before the answer ended.
      if (finished) this.#offsets.delete(path);
      return applied;
    } finally {
      closeSync(fd);
    }
  }

  #parse(line: string, path: string): RequestRecord[] {
    if (line === "") return [];
    try {
      return [JSON.parse(line) as RequestRecord];
    } catch {
      this.#options.log.warn({ segment: path, length: line.length }, "A broken journal line was skipped.");
      return [];
    }
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
