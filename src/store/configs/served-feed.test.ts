import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { masterKeys } from "../../secrets/master-keys.ts";
import { rotateMaster } from "../../secrets/rotate-master.ts";
import type { Database } from "../sql/schema.ts";
import type { ConfigState } from "../sql/tables/project-configs.ts";
import { describeOnEngines, silent } from "../sql/testing/engines.ts";
import { loadServedConfigs, type ServedConfig, servedConfigsVersion } from "./load-served.ts";
import { sealProjectSecret } from "./project-secret.ts";
import { createServedFeed } from "./served-feed.ts";

const now = new Date("2026-11-21T12:00:00Z");
const oldKey = randomBytes(32);
const master = masterKeys(oldKey);
const actor = JSON.stringify({ kind: "user", id: "user_1", label: "ann@example.com" });

describeOnEngines("served configurations", (engine) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await engine.open()).db;
  });
  beforeEach(async () => {
    await sql`delete from organizations`.execute(db);
    for (const id of ["org_a", "org_b"]) {
      await sql`insert into organizations (id, name, plan, created_at, updated_at)
        values (${id}, ${id}, 'free', ${now}, ${now})`.execute(db);
      for (const slug of ["shop", "desk"]) {
        await sql`insert into projects (id, organization_id, name, slug, mode, caching_enabled, cache_duration_seconds,
          status, created_at, updated_at) values (${`proj_${id}_${slug}`}, ${id}, ${slug}, ${slug}, 'hybrid', false, 60,
          'active', ${now}, ${now})`.execute(db);
      }
    }
  });

  const add = async (version: number, state: ConfigState, { org = "org_a", slug = "shop" } = {}): Promise<string> => {
    const id = createId("cfg");
    const approved = state === "DRAFT" ? null : now;
    const served = state === "SERVED" || state === "RETIRED" ? now : null;
    await db
      .insertInto("project_configs")
      .values({
        ...{ id, organization_id: org, project_id: `proj_${org}_${slug}`, version, state },
        ...{ yaml: `routes: {} # ${version}`, checksum: String(version), message: null },
        ...{ created_by: actor, created_at: now, updated_at: now },
        ...{ approved_by: approved && actor, approved_at: approved },
        ...{ served_by: served && actor, served_at: served, retired_at: null },
      })
      .execute();
    return id;
  };
  const secret = async (name: string, value: string, org = "org_a"): Promise<string> => {
    const place = { id: createId("psec"), organization_id: org };
    const dates = { created_at: now, updated_at: now };
    const sealed = sealProjectSecret(master, value, place);
    const row = { ...place, project_id: `proj_${org}_shop`, name, ...sealed, ...dates };
    await db.insertInto("project_secrets").values(row).execute();
    return place.id;
  };
  const load = async () => (await loadServedConfigs(db, master)).configs;
  const servedOf = async (project: string) =>
    (
      await sql<{
        served: string | null;
      }>`select served_config_id as served from projects where id = ${project}`.execute(db)
    ).rows[0]?.served;
  /** Whether a change is told. */
  const tells = async (change: () => Promise<unknown>): Promise<boolean> => {
    const before = await servedConfigsVersion(db);
    await change();
    return (await servedConfigsVersion(db)) > before;
  };

  it("loads what is served, each with its project's name, version and own secrets", async () => {
    await add(1, "RETIRED");
    const id = await add(2, "SERVED");
    await add(3, "READY_TO_SERVE");
    await add(4, "DRAFT");
    await add(1, "SERVED", { org: "org_b" });
    await secret("KEY", "of a");
    await secret("KEY", "of b", "org_b");
    const all = await load();
    expect(all.map((one) => [one.organizationId, one.projectSlug, one.version])).toEqual([
      ["org_a", "shop", 2],
      ["org_b", "shop", 1],
    ]);
    expect(all.map((one) => one.secrets.get("KEY")?.reveal())).toEqual(["of a", "of b"]);
    expect(all[0]).toMatchObject({ id, projectId: "proj_org_a_shop", yaml: "routes: {} # 2", checksum: "2" });
    expect(JSON.stringify(all)).not.toContain("of a");
  });

  it("keeps the served one's id at its project, and at most one", async () => {
    const first = await add(1, "SERVED");
    expect(await servedOf("proj_org_a_shop")).toBe(first);
    await expect(add(2, "SERVED")).rejects.toMatchObject({ code: "23505" });
    await sql`update project_configs set state = 'RETIRED' where id = ${first}`.execute(db);
    expect(await servedOf("proj_org_a_shop")).toBeNull();
    const second = await add(2, "SERVED");
    expect(await servedOf("proj_org_a_shop")).toBe(second);
    await sql`delete from project_configs where id = ${second}`.execute(db);
    expect(await servedOf("proj_org_a_shop")).toBeNull();
  });

  it("leaves out what belongs to archived and deleted projects and to deleted organizations, and tells of it", async () => {
    await add(1, "SERVED");
    const status = (of: string) => sql`update projects set status = ${of} where id = 'proj_org_a_shop'`.execute(db);
    expect(await tells(() => status("archived"))).toBe(true);
    expect(await load()).toEqual([]);
    expect(await tells(() => status("active"))).toBe(true);
    expect(await load()).toHaveLength(1);
    expect(await tells(() => status("deleted"))).toBe(true);
    expect(await load()).toEqual([]);
    await status("active");
    const end = () => sql`update organizations set status = 'deleted' where id = 'org_a'`.execute(db);
    expect(await tells(end)).toBe(true);
    expect(await load()).toEqual([]);
    expect(await tells(() => sql`delete from organizations where id = 'org_a'`.execute(db))).toBe(true);
  });

  it("tells of each change that matters, and of no other", async () => {
    const draft = await add(2, "DRAFT");
    expect(await tells(() => add(1, "SERVED"))).toBe(true);
    expect(await tells(() => sql`update project_configs set yaml = 'x' where id = ${draft}`.execute(db))).toBe(false);
    const slug = (of: string, project: string) =>
      sql`update projects set slug = ${of}, name = ${of} where id = ${project}`.execute(db);
    expect(await tells(() => slug("store", "proj_org_a_shop"))).toBe(true);
    expect(await tells(() => slug("office", "proj_org_a_desk"))).toBe(false);
    expect(await tells(() => sql`update projects set name = 'Other'`.execute(db))).toBe(false);
    let id = "";
    expect(
      await tells(async () => {
        id = await secret("A", "one");
      }),
    ).toBe(true);
    const sealed = sealProjectSecret(master, "two", { id, organization_id: "org_a" }).secret;
    expect(await tells(() => sql`update project_secrets set secret = ${sealed}`.execute(db))).toBe(true);
    expect((await load())[0]?.secrets.get("A")?.reveal()).toBe("two");
    expect(await tells(() => sql`delete from project_secrets`.execute(db))).toBe(true);
  });

  it("brings changes to every process, and reads all only when there is one", async () => {
    const seen: (readonly ServedConfig[])[] = [];
    const feed = createServedFeed({ db, master, log: silent, onChange: (list) => void seen.push(list) });
    await secret("A", "one");
    await feed.look();
    await add(1, "SERVED");
    await feed.look();
    await feed.look();
    await add(1, "SERVED", { slug: "desk" });
    await Promise.all([feed.look(), feed.look()]);
    expect(seen.map((list) => list.length)).toEqual([0, 1, 2]);
    // What did not change is not opened again.
    expect(seen[2]?.[1]?.secrets.get("A")).toBe(seen[1]?.[0]?.secrets.get("A"));
    await feed.stop();
  });

  it("keeps what it has while the database is away, and says so once", async () => {
    const lines: string[] = [];
    const say = (_: object, line: string) => void lines.push(line);
    let calls = 0;
    const log = { ...silent, warn: say, info: say };
    const onChange = (): void => {
      calls += 1;
    };
    const feed = createServedFeed({ db, master, log, onChange });
    await feed.look();
    await sql`alter table served_configs_version rename to hidden`.execute(db);
    await feed.look();
    await feed.look();
    expect([calls, lines.length]).toEqual([1, 1]);
    await sql`alter table hidden rename to served_configs_version`.execute(db);
    await feed.look();
    expect(lines).toHaveLength(2);
  });

  it("serves a project without a secret that cannot be opened, says so once, and moves all to a new master key", async () => {
    const errors: object[] = [];
    const log = { ...silent, error: (facts: object) => void errors.push(facts) };
    let seen: readonly ServedConfig[] = [];
    const onChange = (list: readonly ServedConfig[]): void => {
      seen = list;
    };
    const feed = createServedFeed({ db, master, log, onChange });
    await add(1, "SERVED");
    await secret("GOOD", "good");
    const broken = await secret("BAD", "bad");
    await sql`update project_secrets set organization_id = 'org_b' where id = ${broken}`.execute(db);
    await feed.look();
    await secret("MORE", "more");
    await feed.look();
    expect([...(seen[0]?.secrets.keys() ?? [])].sort()).toEqual(["GOOD", "MORE"]);
    expect(errors).toHaveLength(1);
    await sql`delete from project_secrets where id = ${broken}`.execute(db);
    const newKey = randomBytes(32);
    expect(await tells(() => rotateMaster(db, oldKey, newKey))).toBe(true);
    const { configs, unreadable } = await loadServedConfigs(db, masterKeys(newKey));
    expect(unreadable).toEqual([]);
    expect(configs[0]?.secrets.get("GOOD")?.reveal()).toBe("good");
  });
});
