import { type Kysely, sql } from "kysely";
import type { Database } from "./sql/schema.ts";
import type { SavedMean } from "./sql/tables/routing.ts";

/** What was learned of a model, or a change of it. */
export interface StoredPrior {
  readonly organizationId: string;
  readonly category: string;
  readonly modelId: string;
  readonly sum: number;
  readonly weight: number;
  readonly atMs: number;
}

/** What was seen of a model at a provider. */
export interface StoredHealth {
  /** `provider/model`. */
  readonly label: string;
  readonly state: Readonly<Record<string, SavedMean>>;
}

/** An opinion on the answer of one request. */
export interface StoredFeedback {
  readonly recordId: string;
  readonly requestId: string;
  readonly organizationId: string;
  readonly category: string;
  readonly provider: string | null;
  readonly model: string | null;
  /** -1..1. */
  readonly score: number;
  readonly comment: string | null;
  readonly atMs: number;
}

/** What routing learns, beyond the life of a process. */
export interface RoutingStore {
  /** Puts an opinion in place of the one before and gives that one's score; null: it is the first. */
  put(feedback: StoredFeedback): Promise<number | null>;
  loadPriors(): Promise<StoredPrior[]>;
  /** Adds changes to what is stored, which other replicas add to as well. */
  addPriors(changes: readonly StoredPrior[]): Promise<void>;
  loadHealth(): Promise<StoredHealth[]>;
  saveHealth(all: readonly StoredHealth[], nowMs: number): Promise<void>;
}

const MAX_PRIORS = 50_000;
const MAX_HEALTH = 5_000;
/** What says less than this is as good as forgotten. */
const LEAST_WEIGHT = 0.01;

/** The store of what routing learns. `halfLifeMs`: after so long a prior counts half. */
export function createRoutingStore(db: Kysely<Database>, halfLifeMs: number): RoutingStore {
  return {
    put: (feedback) => putFeedback(db, feedback),
    addPriors: (changes) => addPriors(db, changes, halfLifeMs),
    async loadPriors() {
      const rows = await db.selectFrom("routing_priors").selectAll().orderBy("at", "desc").limit(MAX_PRIORS).execute();
      return rows.map(({ organization_id: organizationId, category, model: modelId, sum, weight, at }) => ({
        organizationId,
        category,
        modelId,
        sum,
        weight,
        atMs: at.getTime(),
      }));
    },
    async loadHealth() {
      const rows = await db
        .selectFrom("routing_health")
        .select(["label", "state"])
        .orderBy("updated_at", "desc")
        .limit(MAX_HEALTH)
        .execute();
      return rows.map(({ label, state }) => ({ label, state }));
    },
    async saveHealth(all, nowMs) {
      if (all.length === 0) return;
      const rows = JSON.stringify(all.map(({ label, state }) => ({ label: storable(label), state })));
      await sql`insert into routing_health (label, state, updated_at)
        select distinct on (label) label, state, ${new Date(nowMs)}::timestamptz
        from jsonb_to_recordset(${rows}::jsonb) as given (label text, state jsonb)
        on conflict (label) do update set state = excluded.state, updated_at = excluded.updated_at`.execute(db);
    },
  };
}

async function putFeedback(db: Kysely<Database>, feedback: StoredFeedback): Promise<number | null> {
  const { recordId, requestId, organizationId, category, provider, model, score, comment, atMs } = feedback;
  const at = new Date(atMs);
  const opinion = { score, comment: storableOrNull(comment), updated_at: at };
  return await db.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom("request_feedback")
      .select("score")
      .where("record_id", "=", recordId)
      .forUpdate()
      .executeTakeFirst();
    await transaction
      .insertInto("request_feedback")
      .values({
        record_id: recordId,
        request_id: requestId,
        organization_id: organizationId,
        category,
        provider,
        model: storableOrNull(model),
        created_at: at,
        ...opinion,
      })
      .onConflict((conflict) => conflict.column("record_id").doUpdateSet(opinion))
      .execute();
    return before?.score ?? null;
  });
}

async function addPriors(db: Kysely<Database>, changes: readonly StoredPrior[], halfLifeMs: number): Promise<void> {
  if (changes.length === 0) return;
  const rows = JSON.stringify(
    changes.map(({ organizationId, category, modelId, sum, weight, atMs }) => ({
      organization_id: organizationId,
      category,
      model: storable(modelId),
      sum,
      weight,
      at: new Date(atMs).toISOString(),
    })),
  );
  // Both sides fade to the later of the two moments before they are added up.
  const fade = (from: string): string =>
    `power(2, -greatest(0, extract(epoch from (greatest(t.at, excluded.at) - ${from}.at)) * 1000) / ${Number(halfLifeMs)})`;
  const added = (column: string): string =>
    `t.${column} * ${fade("t")}::double precision + excluded.${column} * ${fade("excluded")}::double precision`;
  await sql`insert into routing_priors as t (organization_id, category, model, sum, weight, at)
    select organization_id, category, model, sum(given.sum), sum(weight), max(at)
    from jsonb_to_recordset(${rows}::jsonb)
      as given (organization_id text, category text, model text, sum double precision, weight double precision, at timestamptz)
    group by organization_id, category, model
    on conflict (organization_id, category, model) do update
      set sum = ${sql.raw(added("sum"))}, weight = ${sql.raw(added("weight"))}, at = greatest(t.at, excluded.at)`.execute(
    db,
  );
  await forget(db, halfLifeMs);
}

/** Takes away what has faded, so that the table does not grow for ever. */
async function forget(db: Kysely<Database>, halfLifeMs: number): Promise<void> {
  const seconds = (halfLifeMs / 1_000) * Math.log2(1 / LEAST_WEIGHT);
  await sql`delete from routing_priors where at < (select max(at) from routing_priors) - ${seconds} * interval '1 second'`.execute(
    db,
  );
}

const MAX_NAME = 512;

/** Text that the database takes: names come from callers. */
function storable(text: string): string {
  return text.slice(0, MAX_NAME).replaceAll("\u0000", "\uFFFD").toWellFormed();
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\u0000", "\uFFFD").toWellFormed();
}
