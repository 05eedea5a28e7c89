import { type Kysely, sql } from "kysely";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createId } from "../../ids.ts";
import type { Database } from "../sql/schema.ts";
import type { ConfigState } from "../sql/tables/project-configs.ts";
import { describeOnEngines } from "../sql/testing/engines.ts";
import { servedConfigsVersion } from "./load-served.ts";
import { refuseServed } from "./refuse-served.ts";

const START = Date.parse("2026-11-21T12:00:00Z");
const after = (seconds: number): Date => new Date(START + seconds * 1_000);
const actor = JSON.stringify({ kind: "user", id: "user_1", label: "ann@example.com" });

describeOnEngines("a configuration that a process cannot serve", (engine) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    db = (await engine.open()).db;
  });
  beforeEach(async () => {
    await sql`delete from organizations`.execute(db);
    await sql`insert into organizations (id, name, plan, created_at, updated_at)
      values ('org_a', 'A', 'free', ${after(0)}, ${after(0)})`.execute(db);
    await sql`insert into projects (id, organization_id, name, slug, mode, caching_enabled, cache_duration_seconds,
      status, created_at, updated_at) values ('proj_a', 'org_a', 'shop', 'shop', 'hybrid', false, 60,
      'active', ${after(0)}, ${after(0)})`.execute(db);
  });

  const add = async (version: number, state: ConfigState, servedAt: Date, retiredAt: Date | null): Promise<string> => {
    const id = createId("cfg");
    await db
      .insertInto("project_configs")
      .values({
        ...{ id, organization_id: "org_a", project_id: "proj_a", version, state, yaml: "routes: {}", message: null },
        ...{ checksum: "c", created_by: actor, created_at: after(0), updated_at: servedAt },
        ...{ approved_by: actor, approved_at: after(0), served_by: actor, served_at: servedAt, retired_at: retiredAt },
      })
      .execute();
    return id;
  };
  const refuse = (configId: string, at: Date) =>
    refuseServed(db, { configId, projectId: "proj_a", reason: "It has no prompts.", at });
  const states = async () =>
    Object.fromEntries(
      (await db.selectFrom("project_configs").select(["version", "state"]).execute()).map((one) => [
        one.version,
        one.state,
      ]),
    );

  it("is taken back, and what it replaced is served again; every process hears of it, and the history says why", async () => {
    await add(1, "RETIRED", after(1), after(2));
    const old = await add(2, "RETIRED", after(10), after(100));
    const bad = await add(3, "SERVED", after(100), null);
    const before = await servedConfigsVersion(db);
    expect(await refuse(bad, after(101))).toBe(2);
    expect(await states()).toEqual({ 1: "RETIRED", 2: "SERVED", 3: "RETIRED" });
    expect(await servedConfigsVersion(db)).toBeGreaterThan(before);
    const events = await db.selectFrom("project_config_events").selectAll().orderBy("id").execute();
    expect(events.map((one) => [one.config_id, one.action, one.from_state, one.to_state, one.message])).toEqual([
      [bad, "refuse", "SERVED", "RETIRED", "It has no prompts."],
      [old, "rollback", "RETIRED", "SERVED", "It has no prompts."],
    ]);
    expect(events[0]?.actor).toMatchObject({ kind: "system" });
    // Other processes may find the same.
    expect(await refuse(bad, after(101))).toBeUndefined();
  });

  it("is taken down where nothing was served before it", async () => {
    await add(1, "RETIRED", after(1), after(2));
    const bad = await add(2, "SERVED", after(500), null);
    expect(await refuse(bad, after(501))).toBeNull();
    expect(await states()).toEqual({ 1: "RETIRED", 2: "RETIRED" });
  });

  it("stays where it has been served for long: the process, or what is around it, is at fault", async () => {
    const served = await add(1, "SERVED", after(1), null);
    expect(await refuse(served, after(100))).toBeUndefined();
    expect(await states()).toEqual({ 1: "SERVED" });
  });
});
