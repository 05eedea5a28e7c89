import { expect, it } from "vitest";
import { hashApiKey, mintApiKey } from "../ids.ts";
import { type BootstrapOptions, bootstrap } from "./bootstrap.ts";
import { verifyPassword } from "./passwords.ts";
import type { Store } from "./sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "./sql/testing/engines.ts";

const run = ({ db }: Store, more: Partial<BootstrapOptions> = {}) =>
  bootstrap({ db, clock: testClock(), log: silent, ...more });

describeOnEngines("bootstrap", (engine) => {
  it("fills an empty database once, however many start at the same time", async () => {
    const store = await engine.open();
    const made = (await Promise.all([0, 1, 2, 3].map(() => run(store)))).filter((each) => each !== null);
    expect(made.length).toBe(1);
    const [first] = made;
    expect(first).toMatchObject({ email: "admin@localhost.local", password: expect.stringMatching(/^\w{20}$/) });
    expect(first?.apiKey).toMatch(/^llm_gw_dev_[0-9A-Za-z]{40}$/);
    const { db } = store;
    const organizations = await db.selectFrom("organizations").selectAll().execute();
    expect(organizations).toMatchObject([{ id: first?.organizationId, name: "Default", plan: "enterprise" }]);
    const projects = await db.selectFrom("projects").selectAll().execute();
    expect(projects).toMatchObject([{ id: first?.projectId, slug: "default", mode: "hybrid", status: "active" }]);
    const keys = await db.selectFrom("api_keys").selectAll().execute();
    expect(keys).toMatchObject([{ hash: hashApiKey(first?.apiKey ?? ""), prefix: "llm_gw_dev_", status: "active" }]);
    expect(await db.selectFrom("memberships").select("role").execute()).toEqual([{ role: "owner" }]);
    const account = await db.selectFrom("accounts").selectAll().executeTakeFirstOrThrow();
    expect(await verifyPassword(account.password ?? "", first?.password ?? "")).toBe(true);
    expect(JSON.stringify(keys)).not.toContain(first?.apiKey);
    expect(await run(store)).toBeNull();
  });

  it("takes given values, does not hand a given password back, and later ensures only the key", async () => {
    const store = await engine.open();
    const { db } = store;
    const apiKey = mintApiKey("production");
    const adminPassword = "given-password";
    const first = await run(store, { adminEmail: " Ada@Example.com ", adminPassword, bootstrapApiKey: apiKey });
    expect(first).toMatchObject({ email: "ada@example.com", password: null, apiKey });
    const account = await db.selectFrom("accounts").select("password").executeTakeFirstOrThrow();

    const rotated = mintApiKey("production");
    const warned: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => void warned.push(message) };
    const later = { adminEmail: "eve@example.com", adminPassword: "other-password", bootstrapApiKey: rotated, log };
    expect(await run(store, later)).toBeNull();
    expect(await run(store, later)).toBeNull();
    const keys = await db.selectFrom("api_keys").select(["hash", "environment"]).orderBy("created_at").execute();
    expect(new Set(keys.map((key) => key.hash))).toEqual(new Set([hashApiKey(apiKey), hashApiKey(rotated)]));
    expect(keys.length).toBe(2);
    expect(await db.selectFrom("accounts").select("password").executeTakeFirstOrThrow()).toEqual(account);
    expect(warned).toContain("ADMIN_EMAIL names no account; it counts at the first start only");

    await db.updateTable("api_keys").set({ status: "deleted" }).where("hash", "=", hashApiKey(rotated)).execute();
    await run(store, later);
    const again = await db.selectFrom("api_keys").select("status").where("hash", "=", hashApiKey(rotated)).execute();
    expect(again).toEqual([{ status: "deleted" }]);
  });

  it("does not make a given key anew after it was rotated away", async () => {
    const store = await engine.open();
    const apiKey = mintApiKey("production");
    await run(store, { bootstrapApiKey: apiKey });
    const hash = hashApiKey(apiKey);
    const { id } = await store.db
      .selectFrom("api_keys")
      .select("id")
      .where("hash", "=", hash)
      .executeTakeFirstOrThrow();
    const dates = { valid_until: new Date(0), created_at: new Date(0) };
    await store.db
      .insertInto("retired_secrets")
      .values({ hash, api_key_id: id, ...dates })
      .execute();
    await store.db.updateTable("api_keys").set({ hash: "another" }).where("id", "=", id).execute();
    await run(store, { bootstrapApiKey: apiKey });
    expect(await store.db.selectFrom("api_keys").select("id").execute()).toEqual([{ id }]);
  });

  it.each([
    [{ bootstrapApiKey: "sk-short" }, /^BOOTSTRAP_API_KEY must be llm_gw_prod_ or llm_gw_dev_/],
    [{ adminEmail: "admin@localhost" }, /^ADMIN_EMAIL is not an email address/],
    [{ adminPassword: "short" }, /^ADMIN_PASSWORD must have 8 to 256 characters/],
  ])("refuses %j without repeating it", async (given, message) => {
    const never = { db: undefined } as unknown as Store;
    const refusal = run(never, given);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(Object.values(given)[0]);
  });
});
