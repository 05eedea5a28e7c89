import { createId } from "../../ids.ts";
import { bootstrap, type FirstStart } from "../../store/bootstrap.ts";
import { hashPassword } from "../../store/passwords.ts";
import type { Store } from "../../store/sql/open-store.ts";
import type { Role } from "../../store/sql/schema.ts";
import { type Engine, silent, type TestClock, testClock } from "../../store/sql/testing/engines.ts";
import { createManagementApp, MANAGEMENT_PATH, type ManagementApp } from "../app.ts";
import { createIdentity, type SessionUser } from "../auth/identity.ts";

export const OWNER_PASSWORD = "correct horse battery";

/** A request of a test. */
export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly clientIp?: string;
}

/** The fields that tests look at, of whatever answer it is. */
export interface AnswerBody {
  readonly error: boolean;
  readonly code: string;
  readonly param: string;
  readonly details: readonly { readonly path: string }[];
  readonly token: string;
  readonly expiresAt: string;
  readonly user: SessionUser;
  readonly logs: readonly { readonly requestId: string }[];
  readonly nextCursor: string | null;
  readonly log: object;
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { get: { security: unknown; responses: object } }>>;
  readonly components: { readonly securitySchemes: object };
}

/** An answer of the API, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** The management API on a real store with its first organization. */
export interface Harness {
  readonly store: Store;
  readonly clock: TestClock;
  readonly app: ManagementApp;
  readonly first: FirstStart;
  call(path: string, call?: Call): Promise<Answer>;
  signIn(email?: string, password?: string): Promise<string>;
  /** Another organization with one member; returns its id and a session of theirs. */
  otherTenant(role?: Role): Promise<{ readonly organizationId: string; readonly token: string }>;
}

/** Opens a store, fills it and wires the API on it. */
export async function makeHarness(engine: Engine): Promise<Harness> {
  const store = await engine.open();
  const clock = testClock(Date.now());
  const first = await bootstrap({ db: store.db, clock, log: silent, adminPassword: OWNER_PASSWORD });
  if (first === null) throw new Error("the store was not empty");
  const identity = createIdentity({ db: store.db, baseUrl: "http://localhost:4001", secret: "s".repeat(48) });
  const receiptOf = (record: { requestId: string }): unknown => ({ request_id: record.requestId });
  const app = createManagementApp({ store, identity, clock, log: silent, version: "0.0.0", receiptOf });

  const call = async (path: string, { method, token, body, headers, clientIp }: Call = {}): Promise<Answer> => {
    const all = new Headers(headers);
    if (token !== undefined) all.set("authorization", `Bearer ${token}`);
    const init: RequestInit = { method: method ?? (body === undefined ? "GET" : "POST"), headers: all };
    if (body !== undefined) {
      if (!all.has("content-type")) all.set("content-type", "application/json");
      init.body = typeof body === "string" ? body : JSON.stringify(body);
    }
    const request = new Request(`http://localhost:4001${MANAGEMENT_PATH}${path}`, init);
    const response = await app.fetch(request, { clientIp: clientIp ?? "203.0.113.1" });
    const answerBody = (await response.json()) as AnswerBody;
    return { status: response.status, headers: response.headers, body: answerBody };
  };
  const signIn = async (email = first.email, password = OWNER_PASSWORD): Promise<string> => {
    const answer = await call("/auth/login", { body: { email, password } });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
    return answer.body.token;
  };
  const otherTenant = async (role: Role = "owner") => {
    const organizationId = createId("org");
    const email = `${organizationId.toLowerCase().replace("_", ".")}@example.com`;
    await insertTenant(store, { organizationId, email, role, now: new Date(clock.now()) });
    return { organizationId, token: await signIn(email) };
  };
  return { store, clock, app, first, call, signIn, otherTenant };
}

interface Tenant {
  readonly organizationId: string;
  readonly email: string;
  readonly role: Role;
  readonly now: Date;
}

async function insertTenant({ db }: Store, { organizationId, email, role, now }: Tenant): Promise<void> {
  const dates = { created_at: now, updated_at: now };
  const userId = createId("user");
  await db
    .insertInto("organizations")
    .values({ id: organizationId, name: "Other", plan: "free", ...dates })
    .execute();
  await db
    .insertInto("users")
    .values({ id: userId, name: "Other", email, email_verified: true, image: null, ...dates })
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
