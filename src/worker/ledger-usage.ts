import { hash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { type Posting, postAll, SYSTEM } from "../store/ledger/post.ts";
import type { Database } from "../store/sql/schema.ts";
import { arrivedAt, LOG_COLUMNS, storedId, storedText } from "./log-row.ts";

/** Usage of one model on one day. */
interface Line {
  readonly organization_id: string;
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  requests: bigint;
  prompt_tokens: bigint;
  completion_tokens: bigint;
  provider_cost_nanos: bigint;
  fee_nanos: bigint;
}

interface OrganizationUsage {
  readonly recordIds: string[];
  readonly lines: Map<string, Line>;
}

/**
 * Books what records cost that are paid from credits: one transaction an organization. For whoever has just written
 * them into the log, in the same transaction, and with new ones only; so each is booked exactly once, with the amounts
 * of its row. What has no price is not booked.
 */
export async function postUsage(tx: Kysely<Database>, records: readonly RequestRecord[], now: Date): Promise<void> {
  const byOrganization = new Map<string, OrganizationUsage>();
  for (const record of records) add(byOrganization, record);
  if (byOrganization.size === 0) return;
  const usages = [...byOrganization].map(([organizationId, usage]) => ({
    usage,
    posting: toPosting(organizationId, usage),
  }));
  const costly = usages.map(({ posting }) => posting).filter(({ amounts }) => Object.values(amounts).some(Boolean));
  await postAll(tx, costly, now);
  await addLines(
    tx,
    usages.flatMap(({ usage }) => [...usage.lines.values()]),
    now,
  );
}

function add(byOrganization: Map<string, OrganizationUsage>, record: RequestRecord): void {
  const total = amountOf(record, "total_nanos");
  if (record.paidBy !== "credits" || record.organizationId === null || total === null) return;
  const organizationId = storedText(record.organizationId);
  const usage = byOrganization.get(organizationId) ?? { recordIds: [], lines: new Map<string, Line>() };
  byOrganization.set(organizationId, usage);
  usage.recordIds.push(storedId(record));
  const place = {
    organization_id: organizationId,
    day: arrivedAt(record).toISOString().slice(0, 10),
    provider: storedText(record.provider ?? ""),
    model: storedText(record.model ?? ""),
  };
  const key = JSON.stringify(place);
  const line = usage.lines.get(key) ?? {
    ...place,
    requests: 0n,
    prompt_tokens: 0n,
    completion_tokens: 0n,
    provider_cost_nanos: 0n,
    fee_nanos: 0n,
  };
  usage.lines.set(key, line);
  const fee = amountOf(record, "fee_nanos") ?? 0n;
  line.requests += 1n;
  line.prompt_tokens += amountOf(record, "prompt_tokens") ?? 0n;
  line.completion_tokens += amountOf(record, "completion_tokens") ?? 0n;
  line.provider_cost_nanos += total - fee;
  line.fee_nanos += fee;
}

/** A number as the record's row has it. */
function amountOf(record: RequestRecord, column: string): bigint | null {
  const value = LOG_COLUMNS[column]?.[1](record) ?? null;
  return typeof value === "number" ? BigInt(value) : null;
}

function toPosting(organizationId: string, { recordIds, lines }: OrganizationUsage): Posting {
  let providerCost = 0n;
  let fees = 0n;
  for (const line of lines.values()) {
    providerCost += line.provider_cost_nanos;
    fees += line.fee_nanos;
  }
  return {
    organizationId,
    kind: "usage",
    // The same records make the same name, whoever books them.
    reference: hash("sha256", recordIds.toSorted().join("\n"), "hex"),
    description: recordIds.length === 1 ? "1 request" : `${recordIds.length} requests`,
    actor: SYSTEM,
    amounts: { credits: -(providerCost + fees), provider_cost: providerCost, platform_fees: fees },
  };
}

async function addLines(tx: Kysely<Database>, lines: readonly Line[], now: Date): Promise<void> {
  const text = JSON.stringify(lines, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  await sql`
    insert into billed_usage as billed
      (organization_id, month, day, provider, model, requests, prompt_tokens, completion_tokens, provider_cost_nanos,
        fee_nanos)
    select organization_id, date_trunc('month', ${now}::timestamptz at time zone 'utc')::date, day, provider, model,
      requests, prompt_tokens, completion_tokens, provider_cost_nanos, fee_nanos
    from jsonb_to_recordset(${text}::jsonb) as line (
      organization_id text, day date, provider text, model text, requests bigint, prompt_tokens bigint,
      completion_tokens bigint, provider_cost_nanos bigint, fee_nanos bigint
    )
    order by organization_id, day, provider, model
    on conflict (organization_id, month, day, provider, model) do update set
      requests = billed.requests + excluded.requests,
      prompt_tokens = billed.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = billed.completion_tokens + excluded.completion_tokens,
      provider_cost_nanos = billed.provider_cost_nanos + excluded.provider_cost_nanos,
      fee_nanos = billed.fee_nanos + excluded.fee_nanos`.execute(tx);
}
