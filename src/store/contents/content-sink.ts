import { type Kysely, sql } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Database } from "../sql/schema.ts";
import { type Content, sealContent } from "./sealed-content.ts";

/** Longer texts are cut: what is kept is for looking at, and memory is bounded. In UTF-16 units. */
const TEXT_LENGTH_MAX = 1_048_576;
const ITEMS_MAX = 2_000;
const LENGTH_MAX = 32 * 1_048_576;
const BATCH_ITEMS = 50;
const EVERY_MS = 250;
const RETRY_MS = 5_000;
const SAY_EVERY_MS = 60_000;

/** One request's content, to be kept. */
export interface ContentItem {
  /** The record's own id, not the request's, which several may share. */
  readonly recordId: string;
  readonly requestId: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly request: string;
  readonly answer: string;
  readonly expiresAt: Date;
}

/** Keeps content of requests beside the data plane. */
export interface ContentSink {
  /**
   * Takes content and returns at once; it is written soon, encrypted. Gives false when it was dropped because too much
   * waits: content is a help, and never slows a request. To be called only where the organization's
   * `retention.store_content` is on.
   */
  put(item: ContentItem): boolean;
  /** Writes what waits, as far as the database lets it, and ends. */
  stop(): Promise<void>;
}

export interface ContentSinkOptions {
  readonly db: Kysely<Database>;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  readonly log: Log;
}

type Waiting = Omit<ContentItem, "request" | "answer"> & { readonly content: Content };

const lengthOf = ({ content }: Waiting): number => content.request.length + content.answer.length;

/** Makes a sink on the store. */
export function createContentSink({ db, masterKeys, clock, log }: ContentSinkOptions): ContentSink {
  let waiting: Waiting[] = [];
  let length = 0;
  let dropped = 0;
  let saidMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let stopped = false;

  const complain = (fields: object, message: string): void => {
    if (clock.now() - saidMs < SAY_EVERY_MS) return;
    saidMs = clock.now();
    log.warn({ ...fields, dropped }, message);
    dropped = 0;
  };
  const flush = async (): Promise<boolean> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_ITEMS);
      try {
        await write(db, masterKeys, batch, new Date(clock.now()));
      } catch (error) {
        complain({ error: String(error) }, "content could not be stored; trying again");
        return false;
      }
      waiting = waiting.slice(batch.length);
      for (const item of batch) length -= lengthOf(item);
    }
    return true;
  };
  const schedule = (delayMs: number): void => {
    if (stopped || timer !== undefined || running !== null) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = flush().then((done) => {
        running = null;
        if (waiting.length > 0) schedule(done ? EVERY_MS : RETRY_MS);
      });
    }, delayMs);
    timer.unref();
  };

  return {
    put({ request, answer, ...item }) {
      const content = {
        request: cut(request),
        answer: cut(answer),
        truncated: Math.max(request.length, answer.length) > TEXT_LENGTH_MAX,
      };
      const one = { ...item, content };
      if (stopped || waiting.length >= ITEMS_MAX || length + lengthOf(one) > LENGTH_MAX) {
        dropped += 1;
        complain({}, "content was dropped because too much waits to be stored");
        return false;
      }
      waiting.push(one);
      length += lengthOf(one);
      schedule(EVERY_MS);
      return true;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await flush();
    },
  };
}

function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX).toWellFormed() : text;
}

async function write(db: Kysely<Database>, master: MasterKeys, batch: readonly Waiting[], now: Date): Promise<void> {
  const rows = await Promise.all(
    batch.map(async ({ content, ...item }) => {
      const { sealedKey, body } = await sealContent(master, content, item);
      return {
        record_id: item.recordId,
        request_id: item.requestId,
        organization_id: item.organizationId,
        project_id: item.projectId,
        sealed_key: sealedKey,
        body,
        created_at: now,
        expires_at: item.expiresAt,
      };
    }),
  );
  const listOf = (name: keyof (typeof rows)[number], type: string) =>
    sql`${rows.map((row) => row[name])}::${sql.raw(type)}[]`;
  // Joined, because an organization that was removed meanwhile must not hold up the others' content.
  await sql`
    insert into request_contents
      (record_id, request_id, organization_id, project_id, sealed_key, body, created_at, expires_at)
    select added.* from unnest(${listOf("record_id", "text")}, ${listOf("request_id", "text")},
      ${listOf("organization_id", "text")}, ${listOf("project_id", "text")}, ${listOf("sealed_key", "text")},
      ${listOf("body", "bytea")}, ${listOf("created_at", "timestamptz")}, ${listOf("expires_at", "timestamptz")})
      as added (record_id, request_id, organization_id, project_id, sealed_key, body, created_at, expires_at)
    join organizations on organizations.id = added.organization_id
    on conflict (record_id) do nothing`.execute(db);
}
