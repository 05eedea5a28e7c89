import { beforeAll, expect, it } from "vitest";
import { createId, hashApiKey, mintApiKey } from "../ids.ts";
import { applyRecords } from "../worker/apply-journal.ts";
import { bootstrap, type FirstStart } from "./bootstrap.ts";
import type { CallerKey } from "./caller-key.ts";
import { createKeyDirectory, type KeyDirectoryOptions } from "./key-directory.ts";
import { readOrganizationSettings } from "./organization-settings.ts";
import type { Store } from "./sql/open-store.ts";
import { describeOnEngines, silent, type TestClock, testClock } from "./sql/testing/engines.ts";
import { testRecord } from "./sql/testing/records.ts";

describeOnEngines("key directory", (engine) => {
  let store: Store;
  let first: FirstStart;
  beforeAll(async () => {
    store = await engine.open();
    const made = await bootstrap({ db: store.db, clock: testClock(), log: silent });
    if (made === null) throw new Error("the store was not empty");
    first = made;
  });

  const addKey = async (projectId = first.projectId): Promise<string> => {
    const hash = hashApiKey(mintApiKey("production"));
    const dates = { created_at: new Date(0), updated_at: new Date(0) };
    await store.db
      .insertInto("api_keys")
      .values({
        id: createId("key"),
        organization_id: first.organizationId,
        project_id: projectId,
        description: "test",
        environment: "production",
        hash,
        prefix: "llm_gw_prod_",
        last4: "abcd",
        expires_at: new Date(5_000),
        usage_limit_nanos: 7_000_000_000,
        rate_limits: JSON.stringify({ rpm: 5 }),
        ip_allowlist: JSON.stringify(["10.0.0.0/8"]),
        iam: JSON.stringify([{ effect: "allow", on: "models", values: ["gpt-4o"] }]),
        created_by: null,
        ...dates,
      })
      .execute();
    return hash;
  };
  /** A directory whose queries are counted. */
  const directory = (more: Partial<KeyDirectoryOptions> = {}) => {
    const clock = testClock();
    const counter = { queries: 0 };
    const db = store.db.withPlugin({
      transformQuery: ({ node }) => {
        counter.queries += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    return { clock, counter, keys: createKeyDirectory({ db, clock, log: silent, maxKeys: 100, ...more }) };
  };

  it("gives the whole key, later at once and without a query", async () => {
    const hash = await addKey();
    const { keys, counter } = directory();
    const miss = keys.lookup(hash);
    expect(miss).toBeInstanceOf(Promise);
    const key = await miss;
    expect(key).toEqual({
      keyId: expect.stringMatching(/^key_/),
      keyStatus: "active",
      environment: "production",
      expiresAtMs: 5_000,
      usageLimitNanos: 7_000_000_000,
      spentNanos: 0,
      rateLimits: { rpm: 5 },
      ipAllowlist: ["10.0.0.0/8"],
      iam: [{ effect: "allow", on: "models", values: ["gpt-4o"] }],
      organizationId: first.organizationId,
      plan: "enterprise",
      settings: readOrganizationSettings(null),
      projectId: first.projectId,
      projectSlug: "default",
      projectStatus: "active",
      projectMode: "hybrid",
      cachingEnabled: false,
      cacheDurationSeconds: 60,
      defaultModel: null,
      routingPreferences: null,
      organizationRateLimits: {},
      projectRateLimits: null,
      ipRateLimits: null,
      guardrails: [],
      timeZone: "UTC",
      budgets: [
        {
          id: "usage-limit",
          scope: "key",
          scopeId: expect.stringMatching(/^key_/),
          period: "total",
          limitNanos: 7_000_000_000,
          hard: true,
          allowUnpriced: false,
        },
      ],
      credits: { creditedNanos: 0, lineNanos: null },
    } satisfies CallerKey);
    expect(Object.isFrozen(key)).toBe(true);
    expect(keys.lookup(hash)).toBe(key);
    expect(counter.queries).toBe(1);
  });

  it("asks once for many callers of one new key, and once for many new keys", async () => {
    const hashes = [await addKey(), await addKey(), await addKey()];
    const { keys, counter } = directory();
    const found = await Promise.all([...hashes, ...hashes, "unknown"].map(async (hash) => keys.lookup(hash)));
    expect(found.filter((key) => key === null).length).toBe(1);
    expect(counter.queries).toBe(1);
  });

  it("serves a stale key at once and brings a change within a refresh", async () => {
    const hash = await addKey();
    const { keys, clock, counter } = directory();
    await keys.lookup(hash);
    await store.db.updateTable("api_keys").set({ status: "inactive" }).where("hash", "=", hash).execute();
    clock.nowMs += 999;
    expect(keys.lookup(hash)).toMatchObject({ keyStatus: "active" });
    expect(counter.queries).toBe(1);
    clock.nowMs += 1;
    expect(keys.lookup(hash)).toMatchObject({ keyStatus: "active" });
    expect(keys.lookup(hash)).toMatchObject({ keyStatus: "active" });
    await expect.poll(() => keys.lookup(hash)).toMatchObject({ keyStatus: "inactive" });
    expect(counter.queries).toBe(2);
    await store.db.updateTable("api_keys").set({ status: "deleted" }).where("hash", "=", hash).execute();
    clock.nowMs += 1_000;
    expect(keys.lookup(hash)).not.toBeNull();
    await expect.poll(() => keys.lookup(hash)).toBeNull();
  });

  it("remembers an unknown key shortly, and finds it when it is made", async () => {
    const { keys, clock, counter } = directory();
    expect(await keys.lookup("feed")).toBeNull();
    expect(keys.lookup("feed")).toBeNull();
    expect(counter.queries).toBe(1);
    await store.db
      .updateTable("api_keys")
      .set({ hash: "feed" })
      .where("hash", "=", await addKey())
      .execute();
    clock.nowMs += 1_000;
    expect(await keys.lookup("feed")).toMatchObject({ keyStatus: "active" });
  });

  it("keeps no more keys than it may, the recently used ones", async () => {
    const [a, b, c] = [await addKey(), await addKey(), await addKey()];
    const { keys } = directory({ maxKeys: 2 });
    await keys.lookup(a);
    await keys.lookup(b);
    expect(keys.lookup(a)).not.toBeInstanceOf(Promise);
    await keys.lookup(c);
    expect(keys.lookup(a)).not.toBeInstanceOf(Promise);
    expect(keys.lookup(b)).toBeInstanceOf(Promise);
  });

  it("warms with the keys used last and what they have spent", async () => {
    const hash = await addKey();
    const key = await directory().keys.lookup(hash);
    await applyRecords(store.db, [testRecord({ apiKeyId: key?.keyId ?? "", totalNanos: 42 })]);
    const { keys } = directory({ maxKeys: 1 });
    expect(await keys.warm()).toBe(1);
    expect(keys.lookup(hash)).toMatchObject({ spentNanos: 42 });
  });
});

describeOnEngines("key directory during an outage", (engine) => {
  it("keeps serving known keys, says unhealthy for others, and recovers by itself", async () => {
    const store = await engine.open();
    const clock: TestClock = testClock();
    const first = await bootstrap({ db: store.db, clock, log: silent });
    const hash = hashApiKey(first?.apiKey ?? "");
    const said: string[] = [];
    const say = (_: object, message: string) => void said.push(message);
    const keys = createKeyDirectory({ db: store.db, clock, log: { ...silent, warn: say, info: say }, maxKeys: 10 });
    const known = await keys.lookup(hash);

    const server = engine.server();
    if (server === null) await store.close();
    else server.stop();
    for (let second = 0; second < 3; second += 1) {
      clock.nowMs += 1_000;
      expect(keys.lookup(hash)).toBe(known);
      await expect(keys.lookup(`unknown-${second}`)).rejects.toMatchObject({ code: "unhealthy", status: 503 });
    }
    expect(said).toEqual(["API keys cannot be read; known ones keep working"]);
    if (server === null) return;

    server.start();
    clock.nowMs += 1_000;
    await expect.poll(() => keys.lookup("unknown-9"), { timeout: 10_000 }).toBeNull();
    expect(said.at(-1)).toBe("API keys are read from the database again");
    expect(await keys.lookup(hash)).toEqual(known);
  });
});
