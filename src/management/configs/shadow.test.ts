import { beforeAll, beforeEach, expect, it } from "vitest";
import { loadServedConfigs, servedConfigsVersion } from "../../store/configs/load-served.ts";
import { addShadowCounts } from "../../store/configs/shadow-counts.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

describeOnEngines("versions in the shadow", (engine) => {
  let api: Harness;
  let owner: ConfigTalk;
  let projectId = "";
  beforeAll(async () => {
    api = await configHarness(engine);
    owner = configTalk(api, await api.signIn());
  });
  beforeEach(async () => {
    projectId = await freshProject(owner);
  });
  const set = (id: string, percent: number, status = 200) =>
    owner.say("POST", `/configs/${id}/shadow`, status, { percent });
  const live = async () =>
    (await loadServedConfigs(api.store.db, PROVIDER_KEYS_OF_TESTS.masterKeys)).configs
      .filter((one) => one.projectId === projectId)
      .map(({ id, shadowPercent }) => [id, shadowPercent]);

  it("are loaded beside what is served, one of a project at a time, and told to every process", async () => {
    const served = await owner.ready(projectId, "route a");
    await owner.step(served, "serve");
    const [one, two] = [await owner.ready(projectId, "route b"), await owner.ready(projectId, "route c")];
    const before = await servedConfigsVersion(api.store.db);
    expect((await set(one.id, 20)).shadow).toEqual({ percent: 20, requests: 0, same: 0, outcomes: [] });
    expect(await servedConfigsVersion(api.store.db)).toBeGreaterThan(before);
    expect(await live()).toEqual([
      [served.id, undefined],
      [one.id, 20],
    ]);
    await set(two.id, 100);
    expect(await live()).toEqual([
      [served.id, undefined],
      [two.id, 100],
    ]);
    await set(two.id, 0);
    expect(await live()).toEqual([[served.id, undefined]]);
  });

  it("leave the shadow with every step, and only what was reviewed enters it", async () => {
    const draft = await owner.draft(projectId);
    await set(draft.id, 10, 409);
    await owner.step(draft, "approve");
    await set(draft.id, 10);
    await owner.step(draft, "cancel-approval");
    expect((await owner.say("GET", `/configs/${draft.id}`, 200)).config.shadowPercent).toBeNull();
    await owner.step(draft, "approve");
    await set(draft.id, 10);
    await owner.step(draft, "serve");
    expect(await live()).toEqual([[draft.id, undefined]]);
    await set(draft.id, 10, 409);
    for (const percent of [-1, 101, 1.5]) await set(draft.id, percent, 400);
  });

  it("tell whom they would have asked, added up over processes, and begin anew", async () => {
    const ready = await owner.ready(projectId, "route a");
    await set(ready.id, 50);
    const count = (served: string, shadow: string, requests: number) => ({
      configId: ready.id,
      route: "a",
      served,
      shadow,
      requests,
    });
    const at = new Date("2026-11-21T12:00:00Z");
    await addShadowCounts(
      api.store.db,
      [count("x/m", "x/m", 3), count("x/m", "y/m", 2), { ...count("x/m", "y/m", 9), configId: "cfg_gone" }],
      at,
    );
    await addShadowCounts(api.store.db, [count("x/m", "x/m", 4)], at);
    const { shadow } = await owner.say("GET", `/configs/${ready.id}/shadow`, 200);
    expect(shadow).toEqual({
      percent: 50,
      requests: 9,
      same: 7,
      outcomes: [
        { route: "a", served: "x/m", shadow: "x/m", requests: 7, lastAt: at.toISOString() },
        { route: "a", served: "x/m", shadow: "y/m", requests: 2, lastAt: at.toISOString() },
      ],
    });
    expect((await set(ready.id, 60)).shadow.requests).toBe(9);
    await set(ready.id, 0);
    expect((await set(ready.id, 60)).shadow.requests).toBe(0);
  });
});
