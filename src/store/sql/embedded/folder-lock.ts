import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { randomBase62 } from "../../../ids.ts";
import type { Clock } from "../../clock.ts";
import { errorCodeOf, StoreStartError } from "../../store-start-error.ts";
import { processStartMark } from "./process-identity.ts";

/** How often the owner shows that it lives to those who cannot see its process: another container on the volume. */
const HEARTBEAT_MS = 5_000;
const HEARTBEAT_LOST_MS = 15_000;
const ATTEMPTS_MAX = 5;

interface Owner {
  readonly pid: number;
  readonly startMark: string;
  readonly host: string;
  /** Tells two locks of one process apart. */
  readonly nonce: string;
}

/** Exclusive use of a data folder. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process alone: the embedded engine does not, and two processes on one folder lose rows.
 * The lock of a process that is gone is taken over; a living one's is a {@link StoreStartError} that names it.
 */
export function lockFolder(folder: string, clock: Clock): FolderLock {
  const path = join(folder, "database.lock");
  const self: Owner = {
    pid: process.pid,
    startMark: processStartMark(process.pid) ?? "unknown",
    host: hostname(),
    nonce: randomBase62(12),
  };
  const text = JSON.stringify(self);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (create(path, text, self.nonce)) return hold(path, text, clock);
    removeStale(folder, path, clock, self.nonce);
  }
  throw new StoreStartError(`The data folder ${folder} is being opened by another process. Try again.`);
}

/** Appears whole or not at all: linking is atomic and fails when the name exists, so nobody reads half a lock. */
function create(path: string, text: string, nonce: string): boolean {
  const draft = `${path}.${nonce}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function hold(path: string, text: string, clock: Clock): FolderLock {
  const beat = setInterval(() => touch(path, clock), HEARTBEAT_MS);
  beat.unref();
  touch(path, clock);
  let held = true;
  return {
    release(): void {
      if (!held) return;
      held = false;
      clearInterval(beat);
      if (read(path) === text) unlinkSync(path);
    },
  };
}

function touch(path: string, clock: Clock): void {
  try {
    const seconds = clock.now() / 1_000;
    utimesSync(path, seconds, seconds);
  } catch {
    // A full or vanished disk shows in the database itself; the heartbeat has nothing to add.
  }
}

function removeStale(folder: string, path: string, clock: Clock, nonce: string): void {
  const text = read(path);
  if (text === null) return;
  const owner = parse(text);
  if (owner !== null && isLive(owner, path, clock)) {
    const where = owner.host === hostname() ? "" : ` on ${owner.host}`;
    throw new StoreStartError(
      `The data folder ${folder} is in use by process ${owner.pid}${where}. ` +
        "Stop it, or set DATA_DIR to another folder.",
    );
  }
  moveAway(path, text, nonce);
}

/** Only the lock that was judged stale goes; if another process has taken over meanwhile, its lock is put back. */
function moveAway(path: string, judged: string, nonce: string): void {
  const aside = `${path}.stale.${nonce}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    if (read(aside) !== judged) linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
}

function isLive(owner: Owner, path: string, clock: Clock): boolean {
  if (owner.host === hostname()) {
    const mark = processStartMark(owner.pid);
    if (mark === null) return false;
    return owner.startMark === "unknown" || mark === "unknown" || mark === owner.startMark;
  }
  try {
    return Math.abs(clock.now() - statSync(path).mtimeMs) < HEARTBEAT_LOST_MS;
  } catch {
    return false;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function parse(text: string): Owner | null {
  try {
    const value: Partial<Owner> | null = JSON.parse(text);
    if (typeof value?.pid !== "number" || typeof value.startMark !== "string") return null;
    return { pid: value.pid, startMark: value.startMark, host: value.host ?? "", nonce: value.nonce ?? "" };
  } catch {
    return null;
  }
}
