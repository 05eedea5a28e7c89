import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** What the disk does: each hook may throw in place of the real call, and sees it. */
const disk = vi.hoisted(() => ({
  log: [] as string[],
  onWrite: undefined as (() => number | undefined) | undefined,
  onOpen: undefined as (() => void) | undefined,
  onSync: undefined as (() => void) | undefined,
}));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeSync: (fd: number, bytes: Buffer, from = 0): number => {
      disk.log.push("write");
      const some = disk.onWrite?.();
      return some === undefined ? fs.writeSync(fd, bytes, from) : fs.writeSync(fd, bytes, from, some);
    },
    openSync: (...args: Parameters<typeof fs.openSync>): number => {
      disk.onOpen?.();
      return fs.openSync(...args);
    },
    fdatasync: (fd: number, done: (error: NodeJS.ErrnoException | null) => void): void => {
      fs.fdatasync(fd, (real) => {
        const error =
          real ?? (disk.onSync === undefined ? null : Object.assign(new Error("i/o error"), { code: "EIO" }));
        disk.log.push(error === null ? "synced" : `sync failed: ${error.code}`);
        done(error);
      });
    },
    fdatasyncSync: (fd: number): void => {
      fs.fdatasyncSync(fd);
      disk.log.push("synced");
    },
    fsyncSync: (fd: number): void => {
      fs.fsyncSync(fd);
      disk.log.push("synced");
    },
    closeSync: (fd: number): void => {
      disk.log.push("close");
      fs.closeSync(fd);
    },
  };
});

const { Journal, listSegments } = await import("./journal.ts");
type JournalOptions = import("./journal.ts").JournalOptions;

let dir = "";
let errors: unknown[] = [];
let time = 1_000;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "journal-"));
  errors = [];
  Object.assign(disk, { log: [], onWrite: undefined, onOpen: undefined, onSync: undefined });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(options: Partial<JournalOptions> = {}): InstanceType<typeof Journal> {
  time += 1;
  return new Journal({
    dir,
    sync: "group",
    segmentBytes: 1_000,
    now: () => time,
    onError: (error) => void errors.push(error),
    ...options,
  });
}

/** Whole lines of all segments, oldest first. */
function lines(): string[] {
  return listSegments(dir).flatMap((path) => readFileSync(path, "utf8").split("\n").filter(Boolean));
}

const full = (): never => {
  throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
};

describe("append", () => {
  it("has written when it resolves, in order, sharing one write a turn", async () => {
    const journal = open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append(`{"n":${i},"é":"日"}`)));
    expect(lines()).toEqual(Array.from({ length: 20 }, (_, i) => `{"n":${i},"é":"日"}`));
    expect(disk.log.filter((entry) => entry === "write")).toHaveLength(1);
    journal.close();
  });

  it("has synced when it resolves, where that is asked for", async () => {
    const journal = open({ sync: "always" });
    await journal.append("{}");
    expect(disk.log.slice(0, 2)).toEqual(["write", "synced"]);
    journal.close();
  });

  it("syncs in the background otherwise", async () => {
    const journal = open();
    await journal.append("{}");
    expect(disk.log).not.toContain("synced");
    await vi.waitFor(() => expect(disk.log).toContain("synced"));
    journal.close();
  });

  it("finishes a write of which only a part was taken", async () => {
    const journal = open();
    disk.onWrite = () => 3;
    await journal.append('{"long":"record"}');
    expect(lines()).toEqual(['{"long":"record"}']);
    journal.close();
  });

  it("keeps files to the owner", async () => {
    const journal = open();
    await journal.append("{}");
    expect(statSync(journal.currentSegment).mode & 0o777).toBe(0o600);
    journal.close();
  });
});

describe("segments", () => {
  it("rotate by size and keep every line", async () => {
    const journal = open({ segmentBytes: 50 });
    for (let i = 0; i < 12; i += 1) await journal.append(`{"n":${String(i).padStart(30, "0")}}`);
    expect(listSegments(dir).length).toBeGreaterThan(4);
    expect(lines().sort()).toEqual(Array.from({ length: 12 }, (_, i) => `{"n":${String(i).padStart(30, "0")}}`));
    journal.close();
  });

  it("are listed in the order in which they were written, though all began in one millisecond", async () => {
    const journal = open({ segmentBytes: 10 });
    for (let i = 0; i < 25; i += 1) await journal.append(`{"number":${i}}`);
    expect(lines().map((line) => (JSON.parse(line) as { number: number }).number)).toEqual([...Array(25).keys()]);
    journal.close();
  });

  it("rotate on demand, but not while empty", async () => {
    const journal = open();
    const first = journal.currentSegment;
    journal.rotate();
    expect(journal.currentSegment).toBe(first);
    await journal.append("{}");
    journal.rotate();
    expect(journal.currentSegment).not.toBe(first);
    expect(listSegments(dir).map((path) => basename(path))).toContain(basename(first));
    journal.close();
  });

  it("of an earlier process are left as they are", async () => {
    const first = open();
    await first.append('{"a":1}');
    first.close();
    const second = open();
    await second.append('{"a":2}');
    expect(lines()).toEqual(['{"a":1}', '{"a":2}']);
    second.close();
  });

  it("that cannot be opened do not stop the process, and lose nothing", async () => {
    const journal = open({ segmentBytes: 10 });
    const old = journal.currentSegment;
    disk.onOpen = full;
    const written = journal.append('{"longer":"than ten"}');
    // close() writes in this turn, so that what flush throws is caught here instead of ending the process.
    expect(() => journal.close()).not.toThrow();
    await written;
    expect(readFileSync(old, "utf8")).toContain("than ten");
  });
});

describe("close", () => {
  it("writes what waits", async () => {
    const journal = open();
    const written = journal.append('{"last":1}');
    journal.close();
    await written;
    expect(lines()).toEqual(['{"last":1}']);
  });

  it.each(["group", "always"] as const)("syncs before it closes (%s)", async (sync) => {
    const journal = open({ sync });
    await journal.append('{"one":1}');
    disk.log = [];
    const written = journal.append('{"last":1}');
    journal.close();
    await written;
    expect(disk.log.indexOf("synced")).toBeGreaterThan(-1);
    expect(disk.log.indexOf("synced")).toBeLessThan(disk.log.indexOf("close"));
  });
});

describe("a disk that fails", () => {
  it("is told of, does not stop traffic, and gets the records later", async () => {
    const journal = open();
    disk.onWrite = full;
    await journal.append('{"n":1}');
    expect(errors).toHaveLength(1);
    expect(journal.healthy).toBe(true);
    disk.onWrite = undefined;
    await journal.append('{"n":2}');
    expect(lines()).toEqual(['{"n":1}', '{"n":2}']);
    journal.close();
  });

  it("leaves at most a broken line where a write stopped half-way", async () => {
    const journal = open();
    let calls = 0;
    disk.onWrite = () => {
      calls += 1;
      return calls === 1 ? 12 : full();
    };
    await journal.append('{"n":1}\n{"n":2}');
    disk.onWrite = undefined;
    await journal.append('{"n":3}');
    const whole = lines().filter((line) => line.endsWith("}"));
    expect([...new Set(whole)]).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(lines()).toContain('{"n"');
    journal.close();
  });

  it("gets the records once it works again, though no further request comes", async () => {
    const journal = open();
    disk.onWrite = full;
    await journal.append('{"n":1}');
    disk.onWrite = undefined;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(lines()).toEqual(['{"n":1}']);
    journal.close();
  });

  it("holds an answer up until the record is on the disk, where that is asked for, and takes no further requests", async () => {
    const journal = open({ sync: "always" });
    disk.onWrite = full;
    let safe = false;
    const written = journal.append('{"n":1}').then(() => {
      safe = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect([safe, journal.healthy, errors.length]).toEqual([false, false, 1]);
    disk.onWrite = undefined;
    await written;
    expect([journal.healthy, lines()]).toEqual([true, ['{"n":1}']]);
    journal.close();
  });

  it("goes over to a new segment when a sync fails, as what was written may be lost", async () => {
    const journal = open({ sync: "always" });
    const first = journal.currentSegment;
    disk.onSync = full;
    const written = journal.append('{"n":1}');
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    disk.onSync = undefined;
    await written;
    expect(journal.currentSegment).not.toBe(first);
    expect(readFileSync(journal.currentSegment, "utf8")).toContain('{"n":1}');
    journal.close();
  });

  it("is unhealthy once too much waits", async () => {
    const journal = open();
    disk.onWrite = full;
    await journal.append("x".repeat(33 * 1024 * 1024));
    expect(journal.healthy).toBe(false);
    disk.onWrite = undefined;
    await journal.append("{}");
    expect(journal.healthy).toBe(true);
    journal.close();
  });
});
