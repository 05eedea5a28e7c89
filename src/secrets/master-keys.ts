import { hkdfSync } from "node:crypto";

const KEY_BYTES = 32;
const ID_BYTES = 8;

/** A master key, ready to wrap data keys. Holds key material: never log one. */
export interface MasterKey {
  /** Tells which master key wrapped a data key; derived, so it says nothing about the key. */
  readonly id: string;
  /** Derived for this purpose alone. */
  readonly wrapKey: Buffer;
}

/** The key that seals, and one that may still be needed to open what was sealed before a rotation. */
export interface MasterKeys {
  readonly current: MasterKey;
  readonly previous: MasterKey | null;
}

/** Makes a master key of 32 bytes ready. */
export function masterKey(bytes: Buffer): MasterKey {
  if (bytes.length !== KEY_BYTES) throw new Error(`A master key has ${KEY_BYTES} bytes.`);
  return { id: derive(bytes, "key id", ID_BYTES).toString("hex"), wrapKey: derive(bytes, "data keys", KEY_BYTES) };
}

/** The current master key (`ENCRYPTION_KEY`) and, while a rotation lasts, the previous one (`ENCRYPTION_KEY_PREVIOUS`). */
export function masterKeys(current: Buffer, previous: Buffer | null = null): MasterKeys {
  return { current: masterKey(current), previous: previous === null ? null : masterKey(previous) };
}

function derive(bytes: Buffer, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", bytes, "", `llm-gateway envelope ${purpose}`, length));
}
