import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { type Kysely, sql } from "kysely";
import { fail } from "../errors/gateway-error.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./sql/schema.ts";

/** What is kept; all else of its shape is the data plane's matter. */
interface Kept {
  /** Ids of the response's output items. */
  readonly itemIds: readonly string[];
}

/** Stored responses in the database. */
export interface SqlResponseStore<R extends Kept> {
  /** Keeps a record, instead of one with the same id. Throws `payload_too_large` over the limit. */
  put(scope: string, id: string, record: R, expiresAtMs: number): Promise<void>;
  get(scope: string, id: string): Promise<R | undefined>;
  /** False when there was none. */
  delete(scope: string, id: string): Promise<boolean>;
  /** The records that hold any of these output items. */
  findByItems(scope: string, itemIds: readonly string[]): Promise<readonly R[]>;
}

export interface ResponsesStoreOptions {
  /** 64 hexadecimal characters: a key for this purpose alone. */
  readonly key: string;
  readonly clock: Clock;
  /** Largest record, in bytes of JSON. */
  readonly maxBytes: number;
}

/** Most records that one search gives: more than an answer's items can come from. */
const MAX_FOUND = 100;

/**
 * Keeps responses of projects (`scope` is a project's id), compressed and sealed with AES-256-GCM. A record is bound to
 * its project and id. One that cannot be opened, because the key is another by now, counts as gone.
 */
export function createResponsesStore<R extends Kept>(
  db: Kysely<Database>,
  { key, clock, maxBytes }: ResponsesStoreOptions,
): SqlResponseStore<R> {
  const secret = Buffer.from(key, "hex");
  const alive = () => db.selectFrom("stored_responses").where("expires_at", ">", new Date(clock.now()));
  const open = (row: Row): Promise<R | undefined> => openRecord<R>(secret, row, maxBytes);
  return {
    async put(scope, id, record, expiresAtMs) {
      const text = Buffer.from(JSON.stringify(record));
      if (text.length > maxBytes) throw tooLarge(maxBytes);
      const content = seal(secret, await compress(text), scope, id);
      const item_ids = [...new Set(record.itemIds)];
      const fresh = { content, item_ids, created_at: new Date(clock.now()), expires_at: new Date(expiresAtMs) };
      await db
        .insertInto("stored_responses")
        .values({ project_id: scope, id, ...fresh })
        .onConflict((conflict) => conflict.columns(["project_id", "id"]).doUpdateSet(fresh))
        .execute();
    },
    async get(scope, id) {
      const row = await alive().where("project_id", "=", scope).where("id", "=", id).select(ROW).executeTakeFirst();
      return row && open(row);
    },
    async delete(scope, id) {
      const { numDeletedRows } = await db
        .deleteFrom("stored_responses")
        .where("project_id", "=", scope)
        .where("id", "=", id)
        .where("expires_at", ">", new Date(clock.now()))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async findByItems(scope, itemIds) {
      if (itemIds.length === 0) return [];
      const rows = await alive()
        .where("project_id", "=", scope)
        .where(sql<boolean>`item_ids && ${[...itemIds]}::text[]`)
        .select(ROW)
        .orderBy("created_at", "desc")
        .limit(MAX_FOUND)
        .execute();
      const records: R[] = [];
      // One after the other: each may be large.
      for (const row of rows) {
        const record = await open(row);
        if (record !== undefined) records.push(record);
      }
      return records;
    },
  };
}

const BATCH_ROWS = 1_000;

/** Removes responses that have expired and gives their number. */
export async function purgeResponses(db: Kysely<Database>, clock: Clock): Promise<number> {
  const now = new Date(clock.now());
  let removed = 0;
  for (let batch = BATCH_ROWS; batch === BATCH_ROWS; removed += batch) {
    const { numAffectedRows = 0n } = await sql`delete from stored_responses where (project_id, id) in (
      select project_id, id from stored_responses where expires_at <= ${now} limit ${BATCH_ROWS} for update skip locked
    )`.execute(db);
    batch = Number(numAffectedRows);
  }
  return removed;
}

const ROW = ["project_id", "id", "content"] as const;

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly content: Buffer;
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Says how the rest is written. */
const VERSION = 1;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

function compress(text: Buffer): Promise<Buffer> {
  return deflate(text, { level: 3 });
}

/** Version, nonce, ciphertext, tag. */
function seal(secret: Buffer, plain: Buffer, scope: string, id: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(scope, id));
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

async function openRecord<R>(secret: Buffer, row: Row, maxBytes: number): Promise<R | undefined> {
  const plain = unseal(secret, row);
  if (plain === undefined) return undefined;
  const text = await inflate(plain, { maxOutputLength: maxBytes });
  return JSON.parse(text.toString("utf8")) as R;
}

/** Undefined when it was sealed with another key, or for another row. */
function unseal(secret: Buffer, { project_id, id, content }: Row): Buffer | undefined {
  const end = content.length - TAG_BYTES;
  const begin = 1 + NONCE_BYTES;
  if (content[0] !== VERSION || end < begin) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, secret, content.subarray(1, begin), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(project_id, id));
    decipher.setAuthTag(content.subarray(end));
    return Buffer.concat([decipher.update(content.subarray(begin, end)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** As JSON, so that no two pairs give the same bytes. */
function boundTo(scope: string, id: string): Buffer {
  return Buffer.from(JSON.stringify(["stored_responses", VERSION, scope, id]));
}

function tooLarge(maxBytes: number): Error {
  return fail("payload_too_large", {
    message: `The response and its input are larger than ${maxBytes} bytes and cannot be stored: send 'store: false'.`,
  });
}
