import { type Kysely, sql } from "kysely";

const LEDGER = [
  // No foreign keys to organizations: what was booked outlives them.
  `create table ledger_transactions (
    id text primary key,
    organization_id text not null,
    kind text not null check (kind in ('grant', 'top_up', 'auto_top_up', 'usage', 'refund', 'refund_failed', 'dispute',
      'dispute_reversal', 'adjustment')),
    reference text not null,
    description text not null,
    actor_kind text not null check (actor_kind in ('user', 'token', 'system')),
    actor_id text,
    actor_label text,
    created_at timestamptz not null,
    unique (organization_id, kind, reference)
  )`,
  "create index ledger_transactions_feed on ledger_transactions (organization_id, created_at desc, id desc)",
  `create table ledger_entries (
    transaction_id text not null references ledger_transactions (id),
    organization_id text not null,
    account text not null check (account in ('credits', 'provider_cost', 'platform_fees', 'stripe', 'grants', 'refunds',
      'adjustments')),
    amount_nanos bigint not null check (amount_nanos <> 0),
    primary key (transaction_id, account)
  )`,
  "create index ledger_entries_account on ledger_entries (organization_id, account)",
  `create table credit_balances (
    organization_id text primary key,
    credited_nanos bigint not null default 0,
    debited_nanos bigint not null default 0,
    line_nanos bigint default 0 check (line_nanos >= 0),
    updated_at timestamptz not null
  )`,
  `create table billed_usage (
    organization_id text not null,
    month date not null,
    day date not null,
    provider text not null,
    model text not null,
    requests bigint not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    provider_cost_nanos bigint not null,
    fee_nanos bigint not null,
    primary key (organization_id, month, day, provider, model)
  )`,
  "create index billed_usage_day on billed_usage (day)",
  "create table ledger_checks (singleton boolean primary key default true check (singleton), at timestamptz not null, findings jsonb not null)",
] as const;

const PAYMENTS = [
  `create table billing_accounts (
    organization_id text primary key references organizations (id) on delete cascade,
    email text,
    company text,
    address text,
    tax_id text,
    low_balance_nanos bigint check (low_balance_nanos >= 0),
    low_since timestamptz,
    auto_enabled boolean not null default false,
    auto_threshold_nanos bigint check (auto_threshold_nanos >= 0),
    auto_amount_cents integer check (auto_amount_cents > 0),
    auto_failures integer not null default 0,
    auto_retry_at timestamptz,
    auto_last_failure text,
    stripe_customer_id text unique,
    stripe_payment_method_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (not auto_enabled or (auto_threshold_nanos is not null and auto_amount_cents is not null))
  )`,
  `create table top_ups (
    id text primary key,
    organization_id text not null,
    kind text not null check (kind in ('checkout', 'automatic')),
    status text not null check (status in ('pending', 'succeeded', 'failed', 'expired', 'mismatch')),
    amount_cents integer not null check (amount_cents > 0),
    stripe_session_id text unique,
    stripe_payment_intent_id text unique,
    checkout_url text,
    refunded_cents integer not null default 0,
    refund_posted_cents integer not null default 0,
    refund_failed_cents integer not null default 0,
    refund_failed_at timestamptz,
    failure text,
    created_by text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  "create index top_ups_feed on top_ups (organization_id, created_at desc, id desc)",
  // In the database, so that no two workers charge for one crossing of the threshold.
  "create unique index top_ups_automatic on top_ups (organization_id) where kind = 'automatic' and status = 'pending'",
  "create table stripe_events (id text primary key, type text not null, received_at timestamptz not null)",
  "create index stripe_events_age on stripe_events (received_at)",
] as const;

const APPEND_ONLY = [
  `create function refuse_ledger_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the ledger can only be added to' using errcode = 'insufficient_privilege';
    end $$`,
  ...["ledger_transactions", "ledger_entries"].flatMap((table) => [
    `create trigger ${table}_append_only before update or delete on ${table}
      for each row execute function refuse_ledger_change()`,
    `create trigger ${table}_no_truncate before truncate on ${table}
      for each statement execute function refuse_ledger_change()`,
  ]),
  // At the end of the transaction, when all of its entries are there.
  `create function check_ledger_balanced() returns trigger language plpgsql as $$
    declare
      its_id text := case tg_argv[0] when 'entry' then to_jsonb(new) ->> 'transaction_id' else to_jsonb(new) ->> 'id' end;
      entries integer;
      total numeric;
      strangers integer;
    begin
      select count(*), coalesce(sum(amount_nanos), 0), count(*) filter (where organization_id <> new.organization_id)
        into entries, total, strangers from ledger_entries where transaction_id = its_id;
      if entries < 2 or total <> 0 or strangers > 0 then
        raise exception 'ledger transaction % does not balance', its_id using errcode = 'check_violation';
      end if;
      return null;
    end $$`,
  `create constraint trigger ledger_entries_balanced after insert on ledger_entries deferrable initially deferred
    for each row execute function check_ledger_balanced('entry')`,
  `create constraint trigger ledger_transactions_balanced after insert on ledger_transactions
    deferrable initially deferred for each row execute function check_ledger_balanced('transaction')`,
] as const;

const BALANCES = [
  // In the database, so that no path that makes organizations forgets it.
  `create function open_credit_balance() returns trigger language plpgsql as $$
    begin
      insert into credit_balances (organization_id, updated_at) values (new.id, new.created_at) on conflict do nothing;
      return null;
    end $$`,
  `create trigger organizations_credit_balance after insert on organizations
    for each row execute function open_credit_balance()`,
  // The operator's own organization pays the providers itself: nothing bounds it until a line is set.
  `create function open_credit_line() returns trigger language plpgsql as $$
    begin
      insert into credit_balances (organization_id, line_nanos, updated_at)
        values (new.organization_id, null, new.created_at)
        on conflict (organization_id) do update set line_nanos = null;
      return null;
    end $$`,
  `create trigger installation_credit_line after insert on installation
    for each row execute function open_credit_line()`,
  `insert into credit_balances (organization_id, line_nanos, updated_at)
    select id, case when id in (select organization_id from installation) then null else 0 end, now()
    from organizations`,
  // What the data plane answers from; usage it has counted itself.
  `create trigger credit_balances_change after update on credit_balances for each row
    when (old.credited_nanos is distinct from new.credited_nanos or old.line_nanos is distinct from new.line_nanos)
    execute function note_key_change('settings')`,
] as const;

/** What was used before there was a ledger is booked, and given for free: it was never asked to be paid. */
const USED_BEFORE = [
  `create temporary table used_before on commit drop as
    select organization_id, date_trunc('month', timestamp at time zone 'utc')::date as month, max(timestamp) as at,
      sum(total_nanos)::bigint as total, sum(fee_nanos)::bigint as fee
    from request_logs
    where paid_by = 'credits' and total_nanos is not null and organization_id is not null
    group by 1, 2 having sum(total_nanos) <> 0`,
  `insert into ledger_transactions (id, organization_id, kind, reference, description, actor_kind, created_at)
    select 'txn_' || substr(md5(organization_id || month || kind), 1, 24), organization_id, kind,
      'before-ledger:' || month, 'Usage before the ledger began', 'system', at
    from used_before, (values ('usage'), ('adjustment')) as kinds (kind)`,
  `insert into ledger_entries (transaction_id, organization_id, account, amount_nanos)
    select 'txn_' || substr(md5(organization_id || month || kind), 1, 24), organization_id, account, amount
    from used_before, lateral (values
      ('usage', 'credits', -total), ('usage', 'provider_cost', total - fee), ('usage', 'platform_fees', fee),
      ('adjustment', 'credits', total), ('adjustment', 'adjustments', -total)
    ) as booked (kind, account, amount)
    where amount <> 0`,
  `insert into billed_usage
    select organization_id, date_trunc('month', timestamp at time zone 'utc')::date,
      (timestamp at time zone 'utc')::date, coalesce(provider, ''), coalesce(model, ''), count(*), sum(prompt_tokens),
      sum(completion_tokens), sum(total_nanos - fee_nanos), sum(fee_nanos)
    from request_logs
    where paid_by = 'credits' and total_nanos is not null and organization_id is not null
    group by 1, 2, 3, 4, 5`,
  `insert into credit_balances as balance (organization_id, credited_nanos, debited_nanos, updated_at)
    select organization_id, sum(total), sum(total), now() from used_before group by 1
    on conflict (organization_id) do update set
      credited_nanos = balance.credited_nanos + excluded.credited_nanos,
      debited_nanos = balance.debited_nanos + excluded.debited_nanos`,
  // Now and not at the end: a table with checks to come cannot be altered by a later migration.
  "set constraints all immediate",
  "set constraints all deferred",
] as const;

/** Credits: the ledger, balances, what is billed, and payments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...LEDGER, ...PAYMENTS, ...APPEND_ONLY, ...BALANCES, ...USED_BEFORE]) {
    await sql.raw(statement).execute(db);
  }
}
