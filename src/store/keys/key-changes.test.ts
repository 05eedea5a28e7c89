import { beforeAll, describe, expect, it } from "vitest";
import { hashApiKey, mintApiKey } from "../../ids.ts";
import { bootstrap, type FirstStart } from "../bootstrap.ts";
import type { CallerKey } from "../caller-key.ts";
import { createKeyDirectory } from "../key-directory.ts";
import type { Store } from "../sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import type { StatusChange } from "./status-events.ts";
import { addKey, addProject } from "./testing/rows.ts";

describeOnEngines("changes of keys", (engine) => {
  let store: Store;
  let first: FirstStart;
  beforeAll(async () => {
    store = await engine.open();
    const made = await bootstrap({ db: store.db, clock: testClock(), log: silent });
    if (made === null) throw new Error("the store was not empty");
    first = made;
  });

  const directory = async (hash: string, more: { readonly waitMs?: number } = {}) => {
    const clock = testClock();
    const keys = createKeyDirectory({ db: store.db, clock, log: silent, maxKeys: 100, waitMs: 10_000, ...more });
    await keys.look();
    const key = await keys.lookup(hash);
    if (key === null) throw new Error("the key is not there");
    return { clock, keys, key };
  };
  const changeSettings = (document: object, version: number) =>
    store.db
      .insertInto("organization_settings")
      .values({
        organization_id: first.organizationId,
        document: JSON.stringify(document),
        version,
        updated_at: new Date(0),
      })
      .onConflict((on) => on.column("organization_id").doUpdateSet({ document: JSON.stringify(document), version }))
      .execute();

  it.each<[string, (ids: { keyId: string; projectId: string }) => Promise<unknown>, object | null]>([
    [
      "a disabled key",
      ({ keyId }) => store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", keyId).execute(),
      { keyStatus: "inactive" },
    ],
    [
      "a deleted key",
      ({ keyId }) => store.db.updateTable("api_keys").set({ status: "deleted" }).where("id", "=", keyId).execute(),
      null,
    ],
    ["a removed key", ({ keyId }) => store.db.deleteFrom("api_keys").where("id", "=", keyId).execute(), null],
    [
      "new limits",
      ({ keyId }) =>
        store.db.updateTable("api_keys").set({ rate_limits: '{"rpm":7}' }).where("id", "=", keyId).execute(),
      { rateLimits: { rpm: 7 } },
    ],
    [
      "an archived project",
      ({ projectId }) =>
        store.db.updateTable("projects").set({ status: "archived" }).where("id", "=", projectId).execute(),
      { projectStatus: "archived" },
    ],
    [
      "a deleted project",
      ({ projectId }) =>
        store.db.updateTable("projects").set({ status: "deleted" }).where("id", "=", projectId).execute(),
      { projectStatus: "deleted" },
    ],
    [
      "routing preferences of the project",
      ({ projectId }) =>
        store.db
          .updateTable("projects")
          .set({ routing_preferences: '{"default_priority":"latency"}' })
          .where("id", "=", projectId)
          .execute(),
      { routingPreferences: { priority: "latency" } },
    ],
    [
      "another plan",
      () => store.db.updateTable("organizations").set({ plan: "pro" }).where("id", "=", first.organizationId).execute(),
      { plan: "pro" },
    ],
    [
      "the organization's settings",
      () => changeSettings({ limits: { daily_usd: 5 } }, 1),
      { settings: { limits: { dailyNanos: 5_000_000_000 } } },
    ],
    [
      "the organization's settings again",
      () => changeSettings({ limits: { daily_usd: 6 } }, 2),
      { settings: { limits: { dailyNanos: 6_000_000_000 } } },
    ],
  ])("%s is there for the next request after a look, while no time passes", async (_, change, expected) => {
    const projectId = await addProject(store, first);
    const added = await addKey(store, first, projectId);
    const { keys, key } = await directory(added.hash);
    await change({ keyId: key.keyId, projectId });
    expect(keys.lookup(added.hash)).toBe(key);
    await keys.look();
    const answer = await keys.lookup(added.hash);
    if (expected === null) expect(answer === null || answer.keyStatus === "deleted").toBe(true);
    else expect(answer).toMatchObject(expected);
    if (expected === null) await expect.poll(() => keys.lookup(added.hash)).toBeNull();
    else expect(keys.lookup(added.hash)).toBe(answer);
  });

  it("leave keys alone that they do not concern", async () => {
    const projectId = await addProject(store, first);
    const [one, other] = [await addKey(store, first, projectId), await addKey(store, first, first.projectId)];
    const { keys, key } = await directory(one.hash);
    await store.db.updateTable("projects").set({ name: "x" }).where("id", "=", first.projectId).execute();
    await store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", other.id).execute();
    await keys.look();
    expect(keys.lookup(one.hash)).toBe(key);
  });

  it("keep what did not change the same object, and all of it when nothing did", async () => {
    const { hash, id } = await addKey(store, first, await addProject(store, first));
    const iam = JSON.stringify([{ effect: "deny", on: "models", values: ["gpt-4o"] }]);
    await store.db.updateTable("api_keys").set({ iam, rate_limits: '{"rpm":1}' }).where("id", "=", id).execute();
    const { keys, key } = await directory(hash);
    const again = async (change: object): Promise<CallerKey | null> => {
      await store.db.updateTable("api_keys").set(change).where("id", "=", id).execute();
      await keys.look();
      return await keys.lookup(hash);
    };
    expect(await again({ description: "no matter" })).toBe(key);
    const limited = await again({ rate_limits: '{"rpm":2}' });
    expect(limited).not.toBe(key);
    expect(limited?.rateLimits).toEqual({ rpm: 2 });
    expect(limited?.iam).toBe(key.iam);
    expect(limited?.settings).toBe(key.settings);
    expect(Object.isFrozen(limited)).toBe(true);
  });

  it("share one settings object among the keys of an organization", async () => {
    const projectId = await addProject(store, first);
    const [a, b] = [await addKey(store, first, projectId), await addKey(store, first, projectId)];
    await changeSettings({ ipAllowlist: ["10.0.0.0/8"] }, 9);
    const { keys, key } = await directory(a.hash);
    const other = await keys.lookup(b.hash);
    expect(key.settings.ipAllowlist).toEqual(["10.0.0.0/8"]);
    expect(other?.settings).toBe(key.settings);
  });

  it("tell of every change of status once, also of keys that nobody asked for", async () => {
    const projectId = await addProject(store, first);
    const { id } = await addKey(store, first, projectId);
    const { hash } = await addKey(store, first, first.projectId);
    const { keys } = await directory(hash);
    const heard: StatusChange[] = [];
    const stop = keys.onStatus((change) => heard.push(change));
    keys.onStatus(() => {
      throw new Error("a listener's own mistake");
    });
    await store.db.updateTable("projects").set({ name: "renamed" }).where("id", "=", projectId).execute();
    await keys.look();
    expect(heard).toEqual([]);
    await store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", id).execute();
    await store.db.updateTable("projects").set({ status: "archived" }).where("id", "=", projectId).execute();
    await keys.look();
    await store.db.updateTable("projects").set({ status: "deleted" }).where("id", "=", projectId).execute();
    await store.db.updateTable("api_keys").set({ status: "deleted" }).where("project_id", "=", projectId).execute();
    await keys.look();
    await keys.look();
    const { organizationId } = first;
    expect(heard).toEqual([
      { of: "key", id, organizationId, status: "inactive" },
      { of: "project", id: projectId, organizationId, status: "archived" },
      { of: "project", id: projectId, organizationId, status: "deleted" },
      { of: "key", id, organizationId, status: "deleted" },
    ]);
    stop();
    await store.db.updateTable("projects").set({ status: "active" }).where("id", "=", projectId).execute();
    await keys.look();
    expect(heard.length).toBe(4);
  });

  it("find a rotated secret and the new one, the old until its overlap ends", async () => {
    const { hash: old, id } = await addKey(store, first, await addProject(store, first));
    const { keys, clock } = await directory(old);
    const next = hashApiKey(mintApiKey("production"));
    const validUntil = new Date(clock.nowMs + 60_000);
    await store.db.transaction().execute(async (tx) => {
      await tx
        .insertInto("retired_secrets")
        .values({ hash: old, api_key_id: id, valid_until: validUntil, created_at: new Date(0) })
        .execute();
      await tx.updateTable("api_keys").set({ hash: next }).where("id", "=", id).execute();
    });
    await keys.look();
    expect(await keys.lookup(old)).toMatchObject({ keyId: id, expiresAtMs: validUntil.getTime() });
    expect(await keys.lookup(next)).toMatchObject({ keyId: id, expiresAtMs: null });
    await store.db.updateTable("api_keys").set({ status: "deleted" }).where("id", "=", id).execute();
    await keys.look();
    await expect.poll(() => keys.lookup(old)).toBeNull();
    await expect.poll(() => keys.lookup(next)).toBeNull();
  });

  describe("without a look", () => {
    it("a key unused for five seconds is asked for anew, and its caller waits", async () => {
      const { hash, id } = await addKey(store, first, await addProject(store, first));
      const { keys, clock } = await directory(hash);
      await store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", id).execute();
      clock.nowMs += 5_000;
      const answers = [keys.lookup(hash), keys.lookup(hash)];
      expect(answers[0]).toBeInstanceOf(Promise);
      for (const answer of answers) expect(await answer).toMatchObject({ keyStatus: "inactive" });
    });

    it("one that takes too long is answered as it was, and only the first caller waits for that", async () => {
      const { hash, id } = await addKey(store, first, await addProject(store, first));
      const { keys, clock, key } = await directory(hash, { waitMs: 1 });
      await store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", id).execute();
      clock.nowMs += 5_000;
      const answers = await store.db.transaction().execute(async (tx) => {
        await tx.updateTable("api_keys").set({ description: "locked" }).where("id", "=", id).execute();
        return [await keys.lookup(hash), await keys.lookup(hash)];
      });
      // Elsewhere the query may be quicker than the shortest timer.
      if (engine.kind === "embedded") expect(answers).toEqual([key, key]);
      expect(answers.map((each) => each?.keyId)).toEqual([key.keyId, key.keyId]);
      await expect.poll(() => keys.lookup(hash)).toMatchObject({ keyStatus: "inactive" });
    });
  });

  it("of status hold at once, even while keys cannot be read", async () => {
    const projectId = await addProject(store, first);
    const { hash } = await addKey(store, first, projectId);
    let broken = false;
    const db = store.db.withPlugin({
      transformQuery: ({ node }) => {
        if (broken && "with" in node && node.with !== undefined) throw new Error("keys cannot be read");
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const clock = testClock();
    const keys = createKeyDirectory({ db, clock, log: silent, maxKeys: 10 });
    await keys.look();
    await keys.lookup(hash);
    broken = true;
    await store.db.updateTable("projects").set({ status: "archived" }).where("id", "=", projectId).execute();
    await keys.look();
    expect(await keys.lookup(hash)).toMatchObject({ projectStatus: "archived" });
    expect(keys.lookup(hash)).toMatchObject({ projectStatus: "archived" });
    broken = false;
    await store.db.updateTable("projects").set({ status: "active" }).where("id", "=", projectId).execute();
    await keys.look();
    expect(await keys.lookup(hash)).toMatchObject({ projectStatus: "active" });
  });

  it("are found in the background until one stops watching", async () => {
    const { hash, id } = await addKey(store, first, await addProject(store, first));
    const { keys } = await directory(hash);
    const stop = keys.watch();
    await store.db.updateTable("api_keys").set({ status: "inactive" }).where("id", "=", id).execute();
    await expect.poll(() => keys.lookup(hash)).toMatchObject({ keyStatus: "inactive" });
    await stop();
  });

  it("after a pause of an hour everything counts as changed", async () => {
    const { hash } = await addKey(store, first, await addProject(store, first));
    const { keys, clock } = await directory(hash);
    await store.db.updateTable("api_keys").set({ status: "inactive" }).where("hash", "=", hash).execute();
    await store.db.deleteFrom("key_changes").execute();
    await keys.look();
    expect(keys.lookup(hash)).toMatchObject({ keyStatus: "active" });
    clock.nowMs += 3_600_000;
    await keys.look();
    expect(await keys.lookup(hash)).toMatchObject({ keyStatus: "inactive" });
  });

  it("are kept for an hour only", async () => {
    await store.db.updateTable("projects").set({ name: "a" }).where("id", "=", first.projectId).execute();
    await store.db
      .updateTable("key_changes")
      .set({ at: new Date(Date.now() - 3_700_000) })
      .execute();
    await store.db.updateTable("projects").set({ name: "b" }).where("id", "=", first.projectId).execute();
    const left = await store.db.selectFrom("key_changes").select("at").execute();
    expect(left.length).toBeLessThan(100);
    expect(left.every(({ at }) => at.getTime() > Date.now() - 60_000)).toBe(true);
  });
});
