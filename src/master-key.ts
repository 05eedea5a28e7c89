import { hkdfSync, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { SettingsError } from "./settings.ts";

const FILE = "encryption.key";
/** The key that a rotation moves to, until it has moved everything. */
const NEXT_FILE = "encryption.key.next";
const PREVIOUS_FILE = "encryption.key.previous";
const HEX_KEY = /^[0-9a-f]{64}$/i;

/** The master key: the given one, else that of the data folder, made there (mode 0600) at the first start. */
export function loadMasterKey(dataDir: string, given: string | undefined): Buffer {
  if (given !== undefined) return Buffer.from(given, "hex");
  if (existsSync(join(dataDir, NEXT_FILE))) {
    throw new SettingsError(
      "A change of the master key was interrupted. Finish it with: llm-gateway keys rotate-master",
    );
  }
  const path = join(dataDir, FILE);
  if (!existsSync(path)) writeKey(path);
  return readKey(path);
}

/** A change of the key in a data folder: from the old to the new, and what makes it last. */
export interface KeyChange {
  readonly from: Buffer;
  readonly to: Buffer;
  /** Puts the new key in the old one's place, which is kept beside it; gives the kept one's path. */
  finish(): string;
}

/** Begins a change of the master key in a data folder, or goes on with one that was interrupted. */
export function changeMasterKey(dataDir: string): KeyChange {
  const [path, next, previous] = [FILE, NEXT_FILE, PREVIOUS_FILE].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ];
  if (!existsSync(path)) throw new SettingsError(`${path} does not exist: there is no master key to change.`);
  if (!existsSync(next)) writeKey(next);
  return {
    from: readKey(path),
    to: readKey(next),
    finish() {
      copyFileSync(path, previous);
      chmodSync(previous, 0o600);
      renameSync(next, path);
      return previous;
    },
  };
}

function writeKey(path: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString("hex")}\n`);
    // What is encrypted with a key must not reach the disk before it.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, 0o600);
}

function readKey(path: string): Buffer {
  const text = readFileSync(path, "utf8").trim();
  if (!HEX_KEY.test(text)) throw new SettingsError(`${path} does not hold a key: expected 64 hexadecimal characters.`);
  return Buffer.from(text, "hex");
}

/** A key for one purpose, derived so that purposes never share a key. */
export function deriveKey(master: Buffer, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", master, "", `llm-gateway ${purpose}`, 32)).toString("hex");
}
