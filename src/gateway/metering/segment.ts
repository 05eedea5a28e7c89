import { closeSync, fdatasync, fdatasyncSync, openSync, writeSync } from "node:fs";

type Done = (error: NodeJS.ErrnoException | null) => void;

/**
 * One file of the journal. Its descriptor is closed only when no sync is under way: a number that is closed early may
 * name another file by the time the system looks at it.
 */
export class Segment {
  readonly path: string;
  bytes = 0;
  /** True while something is written and not known to be on the disk. */
  dirty = false;
  readonly #fd: number;
  #syncs = 0;
  #closing = false;

  /** Throws what opening a file throws. */
  constructor(path: string) {
    this.#fd = openSync(path, "a", 0o600);
    this.path = path;
  }

  /** Throws what writing throws; then a part may have been written. */
  write(text: string): void {
    const bytes = Buffer.from(text);
    this.dirty = true;
    for (let from = 0; from < bytes.length; ) from += writeSync(this.#fd, bytes, from);
    this.bytes += bytes.length;
  }

  /** Brings what is written to the disk, in the background. */
  sync(done: Done): void {
    this.#syncs += 1;
    this.dirty = false;
    fdatasync(this.#fd, (error) => {
      this.#syncs -= 1;
      if (error !== null) this.dirty = true;
      if (this.#closing && this.#syncs === 0) closeSync(this.#fd);
      done(error);
    });
  }

  /** Syncs and closes in the background, as nothing more will be written. */
  retire(done: Done): void {
    this.#closing = true;
    this.sync(done);
  }

  /** Syncs and closes before it returns. Throws what syncing throws, closed all the same. */
  closeNow(): void {
    this.#closing = true;
    try {
      fdatasyncSync(this.#fd);
    } finally {
      if (this.#syncs === 0) closeSync(this.#fd);
    }
  }
}
