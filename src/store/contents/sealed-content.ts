import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { openSecret, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Twice what is ever put in; a row that unpacks to more is not one of ours. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** What a request and its answer were. */
export interface Content {
  readonly request: string;
  readonly answer: string;
  /** The texts were longer and their ends are missing. */
  readonly truncated: boolean;
}

/** Which row content belongs to: it opens nowhere else. */
export interface ContentPlace {
  readonly recordId: string;
  readonly organizationId: string;
}

/** Content as a row holds it. */
export interface SealedContent {
  readonly sealedKey: string;
  readonly body: Buffer;
}

/** Compresses content and encrypts it with a key of its own (AES-256-GCM), which the master key seals. */
export async function sealContent(master: MasterKeys, content: Content, place: ContentPlace): Promise<SealedContent> {
  const packed = await pack(Buffer.from(JSON.stringify(content), "utf8"));
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(place));
  const body = Buffer.concat([nonce, cipher.update(packed), cipher.final(), cipher.getAuthTag()]);
  return { sealedKey: sealSecret(master, key.toString("base64"), contextOf(place)), body };
}

/** Opens what {@link sealContent} sealed for the same place; throws for anything else. */
export async function openContent(master: MasterKeys, sealed: SealedContent, place: ContentPlace): Promise<Content> {
  const key = Buffer.from(openSecret(master, sealed.sealedKey, contextOf(place)), "base64");
  const { body } = sealed;
  const end = body.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(place));
  decipher.setAuthTag(body.subarray(end));
  const packed = Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, end)), decipher.final()]);
  return JSON.parse((await unpack(packed, { maxOutputLength: UNPACKED_BYTES_MAX })).toString("utf8")) as Content;
}

function contextOf({ recordId, organizationId }: ContentPlace) {
  return { table: "request_contents", id: recordId, organizationId };
}

function boundTo({ recordId, organizationId }: ContentPlace): Buffer {
  return Buffer.from(JSON.stringify(["request_contents", recordId, organizationId]), "utf8");
}
