import { createId } from "../../ids.ts";
import { masterKeys } from "../../secrets/master-keys.ts";
import { bootstrap, type FirstStart } from "../../store/bootstrap.ts";
import { hashPassword } from "../../store/passwords.ts";
import type { Store } from "../../store/sql/open-store.ts";
import type { Role } from "../../store/sql/schema.ts";
import { type Engine, silent, type TestClock, testClock } from "../../store/sql/testing/engines.ts";
import { createManagementApp, MANAGEMENT_PATH, type ManagementApp, type ManagementOptions } from "../app.ts";
import type { IdentityConfig } from "../auth/context.ts";
import type { SessionUser } from "../auth/principal.ts";

export const OWNER_PASSWORD = "correct horse battery";

/** A request of a test. */
export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly clientIp?: string;
}

/** An operation of the published document. */
export interface DescribedOperation {
  readonly operationId: string;
  readonly "x-role": string;
  readonly security?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: DescribedContent };
  readonly responses: Readonly<Record<string, { readonly content?: DescribedContent }>>;
}

type DescribedContent = Readonly<Record<string, { readonly example?: unknown }>>;

/** The fields that tests look at, of whatever answer it is. */
export interface AnswerBody {
  readonly error: boolean;
  readonly code: string;
  readonly message: string;
  readonly param: string;
  readonly details: readonly { readonly path: string }[];
  readonly token: string;
  readonly expiresAt: string;
  readonly user: SessionUser;
  readonly logs: readonly { readonly requestId: string }[];
  readonly nextCursor: string | null;
  readonly log: object;
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly securitySchemes: object };
}

/** An answer of the API, its body read. */
export interface Answer<Body = AnswerBody> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The management API on a real store with its first organization. */
export interface Harness {
  readonly store: Store;
  readonly clock: TestClock;
  readonly app: ManagementApp;
  readonly first: FirstStart;
  call<Body = AnswerBody>(path: string, call?: Call): Promise<Answer<Body>>;
  signIn(email?: string, password?: string): Promise<string>;
  /** A new member of the first organization, signed in. */
  member(role: Role): Promise<Member>;
  /** Another organization with one member, signed in. */
  otherTenant(role?: Role): Promise<Member>;
}

/** A user of a test with a session. */
export interface Member {
  readonly organizationId: string;
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

/** Connections of tests: sealed for real, and every test of one finds that it works. */
export const PROVIDER_KEYS_OF_TESTS: ManagementOptions["providerKeys"] = {
  masterKeys: masterKeys(Buffer.alloc(32, 7)),
  test: () => Promise.resolve({ verdict: "ok", message: "The key works.", latencyMs: 5 }),
  resolve: () => Promise.resolve([{ address: "93.184.215.14", family: 4 }]),
};

export const PUBLIC_URL = "http://localhost:4001";

/** Accounts of tests: as by default, without mail, and with identity providers anywhere. */
export const IDENTITY_OF_TESTS: IdentityConfig = {
  publicUrl: PUBLIC_URL,
  masterKeys: PROVIDER_KEYS_OF_TESTS.masterKeys,
  mailer: null,
  registration: "invite-only",
  organizationCreation: "any-user",
  sso: { assertPublicUrl: () => Promise.resolve(), fetch, allowHttp: true },
};

/** Opens a store, fills it and wires the API on it. */
export async function makeHarness(engine: Engine, over: Partial<ManagementOptions> = {}): Promise<Harness> {
  const store = await engine.open();
  const clock = testClock(Date.now());
  const first = await bootstrap({ db: store.db, clock, log: silent, adminPassword: OWNER_PASSWORD });
  if (first === null) throw new Error("the store was not empty");
  const receiptOf = (record: { requestId: string }): unknown => ({ request_id: record.requestId });
  const app = createManagementApp({
    store,
    identity: IDENTITY_OF_TESTS,
    clock,
    log: silent,
    version: "0.0.0",
    receiptOf,
    providerKeys: PROVIDER_KEYS_OF_TESTS,
    ...over,
  });

  const call = async <Body = AnswerBody>(path: string, given: Call = {}): Promise<Answer<Body>> => {
    const { method, token, body, headers, clientIp } = given;
    const all = new Headers(headers);
    if (token !== undefined) all.set("authorization", `Bearer ${token}`);
    const init: RequestInit = { method: method ?? (body === undefined ? "GET" : "POST"), headers: all };
    if (body !== undefined) {
      if (!all.has("content-type")) all.set("content-type", "application/json");
      init.body = typeof body === "string" ? body : JSON.stringify(body);
    }
    const request = new Request(`${PUBLIC_URL}${MANAGEMENT_PATH}${path}`, init);
    const response = await app.fetch(request, { clientIp: clientIp ?? "203.0.113.1" });
    const text = await response.text();
    const answerBody = (text === "" ? null : JSON.parse(text)) as Body;
    return { status: response.status, headers: response.headers, body: answerBody };
  };
  const signIn = async (email = first.email, password = OWNER_PASSWORD): Promise<string> => {
    const answer = await call("/auth/login", { body: { email, password } });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
    return answer.body.token;
  };
  const join = async (organizationId: string, role: Role): Promise<Member> => {
    const userId = createId("user");
    const email = `${userId.toLowerCase().replace("_", ".")}@example.com`;
    await insertMember(store, { organizationId, userId, email, role, now: new Date(clock.now()) });
    return { organizationId, userId, email, token: await signIn(email) };
  };
  const otherTenant = async (role: Role = "owner"): Promise<Member> => {
    const organizationId = createId("org");
    const now = new Date(clock.now());
    await store.db
      .insertInto("organizations")
      .values({ id: organizationId, name: "Other", plan: "free", created_at: now, updated_at: now })
      .execute();
    return join(organizationId, role);
  };
  const member = (role: Role): Promise<Member> => join(first.organizationId, role);
  return { store, clock, app, first, call, signIn, member, otherTenant };
}

interface NewMember {
  readonly organizationId: string;
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly now: Date;
}

async function insertMember({ db }: Store, { organizationId, userId, email, role, now }: NewMember): Promise<void> {
  const dates = { created_at: now, updated_at: now };
  await db
    .insertInto("users")
    .values({ id: userId, name: "Member", email, email_verified: true, image: null, ...dates })
    .execute();
  await db
    .insertInto("accounts")
    .values({
      id: createId("acct"),
      user_id: userId,
      account_id: userId,
      provider_id: "credential",
      password: await hashPassword(OWNER_PASSWORD),
      ...dates,
    })
    .execute();
  await db
    .insertInto("memberships")
    .values({ user_id: userId, organization_id: organizationId, role, created_at: now })
    .execute();
}
