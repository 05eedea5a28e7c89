import type { Kysely } from "kysely";
import { beforeAll, beforeEach, expect } from "vitest";
import type { Subject } from "../../../connections/test-calls.ts";
import type { ConnectionTest } from "../../../connections/test-connection.ts";
import { createId } from "../../../ids.ts";
import type { Resolve } from "../../../net-guard/resolve.ts";
import { type Connection, loadConnections } from "../../../store/connections.ts";
import type { Database, Role } from "../../../store/sql/schema.ts";
import { useEmbedded } from "../../../store/sql/testing/engines.ts";
import { type Call, type Harness, type Member, makeHarness, PROVIDER_KEYS_OF_TESTS } from "../../testing/harness.ts";
import type { ProviderView } from "../providers.ts";
import type { ProviderKeyView } from "../schema.ts";

export const KEY = "sk-live-0123456789wxyz";
export const OTHER_KEY = "sk-next-9876543210abcd";
export const CUSTOM_LLAMA = {
  provider: "custom",
  customName: "local-llama",
  wire: "openai",
  baseUrl: "https://llm.example.com/v1",
};

/** The fields that tests look at, of whatever answer it is. */
export interface Body {
  readonly providerKey: ProviderKeyView;
  readonly providerKeys: readonly ProviderKeyView[];
  readonly nextCursor: string | null;
  readonly test: ConnectionTest & { readonly testedAt: string };
  readonly providers: readonly ProviderView[];
  readonly auditLogs: readonly { before: unknown; after: Record<string, unknown>; outcome: string }[];
  readonly code: string;
  readonly param: string;
  readonly message: string;
}

const ZONE: Readonly<Record<string, string>> = {
  "private.example.com": "10.0.0.1",
  "llm.example.com": "93.184.215.14",
  "other.example.com": "93.184.215.15",
};

/** The names that tests know; others are not known. */
export const resolveOfTests: Resolve = (name) => {
  const address = ZONE[name];
  return address === undefined ? Promise.reject(new Error("ENOTFOUND")) : Promise.resolve([{ address, family: 4 }]);
};

/** An organization with an owner for each test, and what tests of connections do with them. */
export class ProviderKeyFixture {
  api!: Harness;
  owner!: Member;
  /** What was tested. */
  tested: Subject[] = [];
  /** What a test finds. */
  result: ConnectionTest = { verdict: "ok", message: "The key works.", latencyMs: 5 };
  readonly masterKeys = PROVIDER_KEYS_OF_TESTS.masterKeys;

  get db(): Kysely<Database> {
    return this.api.store.db;
  }

  get organizationId(): string {
    return this.owner.organizationId;
  }

  call(path: string, over: Call = {}) {
    return this.api.call<Body>(path, { token: this.owner.token, ...over });
  }

  patch(id: string, body: object, token = this.owner.token) {
    return this.call(`/provider-keys/${id}`, { method: "PATCH", body, token });
  }

  async create(over: object = {}): Promise<ProviderKeyView> {
    const body = { provider: "openai", credential: { apiKey: KEY }, ...over };
    const answer = await this.call("/provider-keys", { body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.providerKey;
  }

  /** A connection as the data plane sees it. */
  async stored(id: string): Promise<Connection | undefined> {
    const { connections } = await loadConnections(this.db, this.masterKeys);
    return connections.find((one) => one.id === id);
  }

  async events(action: string): Promise<Body["auditLogs"]> {
    const { body } = await this.call(`/audit-logs?action=${action}&organizationId=${this.organizationId}`);
    return body.auditLogs;
  }

  async addProject(slug: string, organizationId = this.organizationId): Promise<string> {
    const id = createId("proj");
    const dates = { created_at: new Date(), updated_at: new Date() };
    const caching = { caching_enabled: false, cache_duration_seconds: 60 };
    const rest = { name: slug, mode: "hybrid", default_model: null, status: "active" } as const;
    await this.db
      .insertInto("projects")
      .values({ id, organization_id: organizationId, slug, ...caching, ...rest, ...dates })
      .execute();
    return id;
  }

  async join(member: Member, organizationId: string, role: Role): Promise<void> {
    await this.db
      .insertInto("memberships")
      .values({ user_id: member.userId, organization_id: organizationId, role, created_at: new Date() })
      .execute();
  }
}

/** The fixture of a suite, ready before its tests. */
export function useProviderKeys(): ProviderKeyFixture {
  const engine = useEmbedded();
  const fixture = new ProviderKeyFixture();
  const initial = fixture.result;
  beforeAll(async () => {
    const test = (subject: Subject): Promise<ConnectionTest> => {
      fixture.tested.push(subject);
      return Promise.resolve(fixture.result);
    };
    const { masterKeys } = fixture;
    fixture.api = await makeHarness(engine, { providerKeys: { masterKeys, test, resolve: resolveOfTests } });
  });
  beforeEach(async () => {
    fixture.owner = await fixture.api.otherTenant("owner");
    fixture.tested = [];
    fixture.result = initial;
  });
  return fixture;
}
