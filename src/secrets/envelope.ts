import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

/**
 * Envelope encryption: each value has a random data key (AES-256-GCM), and the data key is wrapped by the master key
 * (AES-256-GCM). What a value belongs to is authenticated with it, so a sealed value moved to another row does not open.
 *
 * Format: `v1.<master key id>.<wrapped data key>.<sealed value>`; the last two are base64url of nonce, ciphertext, tag.
 */
const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of a plaintext, in UTF-8. */
const PLAINTEXT_BYTES_MAX = 256 * 1024;
const FORMAT = /^v1\.([0-9a-f]{16})\.([\w-]{80})\.([\w-]+)$/;

/** What a sealed value belongs to. */
export interface SecretContext {
  readonly table: string;
  /** Of the row; with a column's name appended where a row has several sealed values. */
  readonly id: string;
  /** Null for rows of no organization. */
  readonly organizationId: string | null;
}

/** A sealed value cannot be opened. The message is for operators and holds nothing of the value. */
export class SecretError extends Error {
  readonly reason: "malformed" | "unknown_key" | "tampered" | "too_large";

  constructor(reason: SecretError["reason"], message: string) {
    super(message);
    this.name = "SecretError";
    this.reason = reason;
  }
}

/** Seals a text (up to 256 KiB) for one place. Sealing the same text twice gives different results. */
export function sealSecret(master: MasterKeys, plaintext: string, context: SecretContext): string {
  const bytes = Buffer.from(plaintext, "utf8");
  if (bytes.length > PLAINTEXT_BYTES_MAX) {
    throw new SecretError("too_large", `A secret of ${nameOf(context)} is larger than ${PLAINTEXT_BYTES_MAX} bytes.`);
  }
  const dataKey = randomBytes(KEY_BYTES);
  return format(master.current, dataKey, encrypt(dataKey, bytes, boundTo(context)));
}

/** Opens what {@link sealSecret} sealed for the same place. Throws a {@link SecretError} for anything else. */
export function openSecret(master: MasterKeys, sealed: string, context: SecretContext): string {
  const { keyId, wrapped, value } = parse(sealed, nameOf(context));
  const key = [master.current, master.previous].find((one) => one?.id === keyId);
  if (key === undefined || key === null) {
    throw new SecretError(
      "unknown_key",
      `${nameOf(context)} was sealed with the master key ${keyId}, which is neither ENCRYPTION_KEY nor ENCRYPTION_KEY_PREVIOUS.`,
    );
  }
  try {
    return decrypt(unwrap(key, wrapped), value, boundTo(context)).toString("utf8");
  } catch {
    // Without the cause: nothing of the value may reach a log.
    throw new SecretError("tampered", `${nameOf(context)} was changed after it was sealed, or belongs to another row.`);
  }
}

/** True when a value is sealed with this master key. */
export function isSealedWith(key: MasterKey, sealed: string): boolean {
  return sealed.startsWith(sealedPrefix(key));
}

/** What every value sealed with this master key begins with. */
export function sealedPrefix(key: MasterKey): string {
  return `${VERSION}.${key.id}.`;
}

/** The same sealed value with its data key wrapped by another master key; the value itself is not opened. */
export function rewrapSecret(sealed: string, from: MasterKey, to: MasterKey): string {
  const { keyId, wrapped, value } = parse(sealed, "The value");
  if (keyId !== from.id) {
    throw new SecretError("unknown_key", `The value was sealed with the master key ${keyId}, not with ${from.id}.`);
  }
  let dataKey: Buffer;
  try {
    dataKey = unwrap(from, wrapped);
  } catch {
    throw new SecretError("tampered", "The value's data key was changed after it was wrapped.");
  }
  return format(to, dataKey, value);
}

interface Parts {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly value: Buffer;
}

function parse(sealed: string, name: string): Parts {
  const [, keyId, ...texts] = FORMAT.exec(sealed) ?? [];
  const [wrapped, value] = texts.map((text) => Buffer.from(text, "base64url"));
  // Written again and compared: base64 has several spellings of the same bytes, and here only one counts.
  const spelling = [wrapped, value].map((bytes) => bytes?.toString("base64url")).join(".");
  if (keyId === undefined || wrapped === undefined || value === undefined || spelling !== texts.join(".")) {
    throw new SecretError("malformed", `${name} is not a sealed value of a version that is known here.`);
  }
  return { keyId, wrapped, value };
}

function format(key: MasterKey, dataKey: Buffer, value: Buffer): string {
  const prefix = sealedPrefix(key);
  const wrapped = encrypt(key.wrapKey, dataKey, Buffer.from(prefix)).toString("base64url");
  return `${prefix}${wrapped}.${value.toString("base64url")}`;
}

function unwrap(key: MasterKey, wrapped: Buffer): Buffer {
  return decrypt(key.wrapKey, wrapped, Buffer.from(sealedPrefix(key)));
}

/** As JSON, so that no two contexts give the same bytes. */
function boundTo({ table, id, organizationId }: SecretContext): Buffer {
  return Buffer.from(JSON.stringify([VERSION, table, id, organizationId]), "utf8");
}

function nameOf({ table, id }: SecretContext): string {
  return `The sealed value of ${table} ${id}`;
}

function encrypt(key: Buffer, plaintext: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
}
