import { type Kysely, sql, type Transaction } from "kysely";
import { z } from "zod";
import { apiKeyEnvironment, apiKeyHint, createId, hashApiKey, mintApiKey, randomBase62 } from "../ids.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { hashPassword, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "./passwords.ts";
import type { Database } from "./sql/schema.ts";
import { StoreStartError } from "./store-start-error.ts";

const LOCK = 7_401_300_000_002n;
const ADMIN_EMAIL_DEFAULT = "admin@localhost.local";
const GENERATED_PASSWORD_LENGTH = 20;

export interface BootstrapOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly adminEmail?: string | undefined;
  readonly adminPassword?: string | undefined;
  readonly bootstrapApiKey?: string | undefined;
}

/** What the first start made; printed once and kept nowhere in clear. */
export interface FirstStart {
  readonly organizationId: string;
  readonly projectId: string;
  readonly email: string;
  /** Null when it was given: whoever gave it knows it. */
  readonly password: string | null;
  readonly apiKey: string;
}

/**
 * Fills an empty database with organization `Default`, project `default`, an owner and an API key; returns them, or
 * null when the database was filled before. On every start a given API key is made to exist. The owner's email and
 * password count at the first start only: a password changed by its owner must not fall back to an old setting at
 * the next restart. A given key that somebody has deleted, disabled or rotated stays so.
 */
export async function bootstrap(options: BootstrapOptions): Promise<FirstStart | null> {
  const given = readGiven(options);
  const { db } = options;
  if (!(await isInstalled(db))) {
    const password = given.password ?? randomBase62(GENERATED_PASSWORD_LENGTH);
    const plan: Plan = {
      email: given.email ?? ADMIN_EMAIL_DEFAULT,
      passwordHash: await hashPassword(password),
      apiKey: given.apiKey ?? mintApiKey("development"),
      now: new Date(options.clock.now()),
    };
    const made = await db.transaction().execute((transaction) => install(transaction, plan));
    if (made !== null) {
      const { email, apiKey } = plan;
      return { ...made, email, password: given.password === null ? password : null, apiKey };
    }
  }
  await ensureGiven(options, given);
  return null;
}

interface Given {
  readonly email: string | null;
  readonly password: string | null;
  readonly apiKey: string | null;
}

function readGiven(options: BootstrapOptions): Given {
  const email = options.adminEmail?.trim().toLowerCase() || null;
  const password = options.adminPassword || null;
  const apiKey = options.bootstrapApiKey?.trim() || null;
  if (email !== null && !z.email().safeParse(email).success) {
    throw new StoreStartError("ADMIN_EMAIL is not an email address.");
  }
  if (password !== null && (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX)) {
    throw new StoreStartError(`ADMIN_PASSWORD must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`);
  }
  if (apiKey !== null && apiKeyEnvironment(apiKey) === null) {
    throw new StoreStartError(
      "BOOTSTRAP_API_KEY must be llm_gw_prod_ or llm_gw_dev_ followed by 32 to 128 letters and digits.",
    );
  }
  return { email, password, apiKey };
}

interface Plan {
  readonly email: string;
  readonly passwordHash: string;
  readonly apiKey: string;
  readonly now: Date;
}

type Made = Pick<FirstStart, "organizationId" | "projectId">;

async function isInstalled(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom("installation").select("organization_id").executeTakeFirst()) !== undefined;
}

/** Null when another process was faster. */
async function install(db: Transaction<Database>, plan: Plan): Promise<Made | null> {
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(db);
  if (await isInstalled(db)) return null;
  const dates = { created_at: plan.now, updated_at: plan.now };
  const organizationId = createId("org");
  const projectId = createId("proj");
  await db
    .insertInto("organizations")
    .values({ id: organizationId, name: "Default", plan: "enterprise", ...dates })
    .execute();
  await db
    .insertInto("projects")
    .values({
      id: projectId,
      organization_id: organizationId,
      name: "default",
      slug: "default",
      mode: "hybrid",
      caching_enabled: false,
      cache_duration_seconds: 60,
      default_model: null,
      status: "active",
      ...dates,
    })
    .execute();
  const ownerId = await insertOwner(db, plan, organizationId);
  await insertKey(db, plan.apiKey, { organizationId, projectId, ownerId, now: plan.now });
  await db
    .insertInto("installation")
    .values({ organization_id: organizationId, project_id: projectId, owner_id: ownerId, created_at: plan.now })
    .execute();
  return { organizationId, projectId };
}

async function insertOwner(db: Transaction<Database>, plan: Plan, organizationId: string): Promise<string> {
  const dates = { created_at: plan.now, updated_at: plan.now };
  const userId = createId("user");
  await db
    .insertInto("users")
    .values({ id: userId, name: "Owner", email: plan.email, email_verified: true, image: null, ...dates })
    .execute();
  await db
    .insertInto("accounts")
    .values({
      id: createId("acct"),
      user_id: userId,
      account_id: userId,
      provider_id: "credential",
      password: plan.passwordHash,
      ...dates,
    })
    .execute();
  await db
    .insertInto("memberships")
    .values({ user_id: userId, organization_id: organizationId, role: "owner", created_at: plan.now })
    .execute();
  return userId;
}

interface KeyPlace {
  readonly organizationId: string;
  readonly projectId: string;
  readonly ownerId: string | null;
  readonly now: Date;
}

async function insertKey(db: Kysely<Database>, apiKey: string, place: KeyPlace): Promise<void> {
  await db
    .insertInto("api_keys")
    .values({
      id: createId("key"),
      organization_id: place.organizationId,
      project_id: place.projectId,
      description: "Bootstrap key",
      environment: apiKeyEnvironment(apiKey) ?? "development",
      hash: hashApiKey(apiKey),
      ...apiKeyHint(apiKey),
      expires_at: null,
      usage_limit_nanos: null,
      created_by: place.ownerId,
      created_at: place.now,
      updated_at: place.now,
    })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .execute();
}

async function wasRotated(db: Kysely<Database>, apiKey: string): Promise<boolean> {
  const retired = db.selectFrom("retired_secrets").select("hash").where("hash", "=", hashApiKey(apiKey));
  return (await retired.executeTakeFirst()) !== undefined;
}

async function ensureGiven({ db, clock, log }: BootstrapOptions, given: Given): Promise<void> {
  const installation = await db.selectFrom("installation").selectAll().executeTakeFirstOrThrow();
  if (given.apiKey !== null && !(await wasRotated(db, given.apiKey))) {
    await insertKey(db, given.apiKey, {
      organizationId: installation.organization_id,
      projectId: installation.project_id,
      ownerId: null,
      now: new Date(clock.now()),
    });
  }
  if (given.email === null) return;
  const owner = await db.selectFrom("users").select("id").where("email", "=", given.email).executeTakeFirst();
  if (owner === undefined) log.warn({}, "ADMIN_EMAIL names no account; it counts at the first start only");
}
