import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { type Kysely, sql } from "kysely";
import { beforeEach, expect, it } from "vitest";
import { createId } from "../ids.ts";
import { masterKeys } from "../secrets/master-keys.ts";
import { rotateMaster } from "../secrets/rotate-master.ts";
import { createConnectionFeed } from "./connection-feed.ts";
import {
  type Connection,
  connectionsVersion,
  loadConnections,
  openFields,
  revealFields,
  sealFields,
} from "./connections.ts";
import type { Database } from "./sql/schema.ts";
import type { ProviderKeysTable } from "./sql/tables/provider-keys.ts";
import { describeOnEngines, silent } from "./sql/testing/engines.ts";

const oldKey = randomBytes(32);
const master = masterKeys(oldKey);
const NOW = new Date();
const SECRET = "sk-very-secret";

describeOnEngines("connections", (engine) => {
  let db: Kysely<Database>;

  const addOrganization = async (id: string): Promise<void> => {
    await db
      .insertInto("organizations")
      .values({ id, name: id, plan: "free", created_at: NOW, updated_at: NOW })
      .execute();
  };
  const add = async (over: Partial<ProviderKeysTable> = {}): Promise<string> => {
    const id = createId("pk");
    const organizationId = over.organization_id ?? "org_a";
    await db
      .insertInto("provider_keys")
      .values({
        id,
        organization_id: organizationId,
        project_id: null,
        provider: "openai",
        custom_name: null,
        wire: null,
        name: "Main",
        fields: JSON.stringify({ region: "eu" }),
        secrets: sealFields(master, { apiKey: SECRET }, { id, organization_id: organizationId }),
        hints: "{}",
        base_url: null,
        priority: 0,
        weight: 1,
        status: "active",
        created_by: null,
        created_at: NOW,
        updated_at: NOW,
        ...(over as object),
      })
      .execute();
    return id;
  };
  const all = async (): Promise<readonly Connection[]> => (await loadConnections(db, master)).connections;

  beforeEach(async () => {
    ({ db } = await engine.open());
    await addOrganization("org_a");
    await addOrganization("org_b");
  });

  it("reads active connections in order of use, secrets wrapped", async () => {
    const second = await add({ priority: 2 });
    const first = await add({ priority: 1 });
    await add({ status: "inactive" });
    const custom = {
      provider: "custom",
      custom_name: "local",
      wire: "openai",
      base_url: "https://x.example/v1",
    } as const;
    await add({ organization_id: "org_b", secrets: null, ...custom });
    const found = await all();
    expect(found.map((one) => one.id).slice(0, 2)).toEqual([first, second]);
    expect(found[0]).toMatchObject({ organizationId: "org_a", providerId: "openai", custom: null, priority: 1 });
    expect(found[2]).toMatchObject({ custom: { name: "local", wire: "openai" }, baseUrl: "https://x.example/v1" });
    expect(revealFields(found[0]?.fields ?? {})).toEqual({ region: "eu", apiKey: SECRET });
    expect(inspect(found, { depth: 9 }) + JSON.stringify(found) + String(found[0]?.fields["apiKey"])).not.toContain(
      SECRET,
    );
  });

  it("leaves out what cannot be opened, and reads the rest", async () => {
    const good = await add();
    const foreign = await add();
    // A sealed value moved from one row to another.
    await sql`update provider_keys set secrets = (select secrets from provider_keys where id = ${good})
      where id = ${foreign}`.execute(db);
    const broken = await add({ secrets: "v1.nonsense" });
    const { connections, unreadable } = await loadConnections(db, master);
    expect(connections.map((one) => one.id)).toEqual([good]);
    expect(unreadable.map((one) => one.id).toSorted()).toEqual([broken, foreign].toSorted());
    expect(JSON.stringify(unreadable)).not.toContain(SECRET);
  });

  it("raises the version with every change that counts, and only with it", async () => {
    const changes: [string, (id: string) => Promise<unknown>, number][] = [
      ["insert", () => add(), 1],
      ["status", (id) => sql`update provider_keys set status = 'inactive' where id = ${id}`.execute(db), 1],
      [
        "base url",
        (id) => sql`update provider_keys set base_url = 'https://y.example' where id = ${id}`.execute(db),
        1,
      ],
      [
        "a test",
        (id) =>
          sql`update provider_keys set last_test_verdict = 'ok', last_tested_at = now() where id = ${id}`.execute(db),
        0,
      ],
      ["a name", (id) => sql`update provider_keys set name = 'Other' where id = ${id}`.execute(db), 0],
      ["delete", (id) => sql`delete from provider_keys where id = ${id}`.execute(db), 1],
    ];
    const id = await add();
    for (const [name, change, raised] of changes) {
      const before = await connectionsVersion(db);
      await change(id);
      expect((await connectionsVersion(db)) - before, name).toBe(raised);
    }
    await add({ organization_id: "org_b" });
    const before = await connectionsVersion(db);
    await sql`delete from organizations where id = 'org_b'`.execute(db);
    expect(await connectionsVersion(db)).toBeGreaterThan(before);
  });

  it("raises it only when the transaction ends well", async () => {
    const before = await connectionsVersion(db);
    await db
      .transaction()
      .execute(async (transaction) => {
        await sql`insert into provider_keys select 'pk_x', 'org_a', null, 'openai', null, null, 'n', '{}', null, '{}', null, 0, 1, 'active', null, null, null, null, null, now(), now()`.execute(
          transaction,
        );
        throw new Error("undone");
      })
      .catch(() => undefined);
    expect(await connectionsVersion(db)).toBe(before);
    expect(await all()).toEqual([]);
  });

  it("refuses two of one name in an organization, and a custom one that is incomplete", async () => {
    const custom = {
      provider: "custom",
      custom_name: "local",
      wire: "openai",
      base_url: "https://x.example/v1",
    } as const;
    await add(custom);
    await expect(add(custom)).rejects.toMatchObject({ code: "23505" });
    await add({ ...custom, organization_id: "org_b" });
    await expect(add({ provider: "custom" })).rejects.toMatchObject({ code: "23514" });
    await expect(add({ custom_name: "x" })).rejects.toMatchObject({ code: "23514" });
  });

  it("opens old and new secrets while the master key is changed", async () => {
    const id = await add();
    const newKey = randomBytes(32);
    const during = masterKeys(newKey, oldKey);
    expect((await loadConnections(db, during)).connections).toHaveLength(1);
    const before = await connectionsVersion(db);
    await rotateMaster(db, oldKey, newKey);
    expect(await connectionsVersion(db)).toBeGreaterThan(before);
    expect((await loadConnections(db, masterKeys(newKey))).unreadable).toEqual([]);
    const row = await db.selectFrom("provider_keys").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(openFields(masterKeys(newKey), row)).toEqual({ apiKey: SECRET });
  });

  it("brings changes to every process, reads everything only when there is one, and opens only what is new", async () => {
    const seen: (readonly Connection[])[] = [];
    const feed = createConnectionFeed({ db, master, log: silent, onChange: (list) => void seen.push(list) });
    await feed.look();
    expect(seen).toEqual([[]]);
    const first = await add();
    await feed.look();
    await feed.look();
    await add();
    await feed.look();
    expect(seen.map((list) => list.length)).toEqual([0, 1, 2]);
    const old = seen[2]?.find((one) => one.id === first);
    expect(old?.fields["apiKey"]).toBe(seen[1]?.[0]?.fields["apiKey"]);
    await sql`delete from provider_keys where id = ${first}`.execute(db);
    await Promise.all([feed.look(), feed.look()]);
    expect(seen.map((list) => list.length)).toEqual([0, 1, 2, 1]);
    await feed.stop();
  });

  it("keeps what it has while the database is away, and says so once", async () => {
    const lines: string[] = [];
    const log = {
      ...silent,
      warn: (_: object, line: string) => void lines.push(line),
      info: (_: object, line: string) => void lines.push(line),
    };
    const counts: number[] = [];
    const onChange = (list: readonly Connection[]) => void counts.push(list.length);
    const feed = createConnectionFeed({ db, master, log, onChange });
    await add();
    await feed.look();
    await sql`alter table connections_version rename to hidden`.execute(db);
    await feed.look();
    await feed.look();
    expect(counts).toEqual([1]);
    expect(lines).toHaveLength(1);
    await sql`alter table hidden rename to connections_version`.execute(db);
    await feed.look();
    expect(lines).toHaveLength(2);
  });
});
