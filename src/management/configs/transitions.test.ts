import { beforeAll, beforeEach, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import type { Harness } from "../testing/harness.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

describeOnEngines("transitions of configurations", (engine) => {
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
  const stateOf = async (id: string) => (await owner.say("GET", `/configs/${id}`, 200)).config.state;
  const statusOf = async () => {
    const { project } = await owner.say("GET", `/projects/${projectId}`, 200);
    return [project.projectStatus, project.servedConfigId];
  };

  it("200: goes from draft to served, back and again, and says who did what", async () => {
    const draft = await owner.draft(projectId);
    expect(await statusOf()).toEqual(["DEV", null]);
    const { config: ready } = await owner.step(draft, "approve", 200, { message: "Looks good" });
    expect(ready).toMatchObject({ state: "READY_TO_SERVE", approvedBy: { label: api.first.email } });
    expect((await owner.step(draft, "cancel-approval")).config).toMatchObject({ state: "DRAFT", approvedBy: null });
    await owner.step(draft, "approve");
    const { config: served } = await owner.step(draft, "serve", 200, { message: "Go" });
    expect(served).toMatchObject({ state: "SERVED", servedBy: { label: api.first.email }, allowed: ["unserve"] });
    expect(await statusOf()).toEqual(["PROD", draft.id]);
    const { config: down } = await owner.step(draft, "unserve");
    expect(down).toMatchObject({ state: "RETIRED", retiredAt: expect.any(String), allowed: ["serve", "rollback"] });
    expect(await statusOf()).toEqual(["DEV", null]);
    const { config: again } = await owner.step(draft, "rollback");
    expect(again).toMatchObject({ state: "SERVED", retiredAt: null, yaml: "route a" });
    const { history } = await owner.say("GET", `/configs/${draft.id}/history`, 200);
    expect(history.map(({ action, fromState, toState, message }) => [action, fromState, toState, message])).toEqual([
      ["rollback", "RETIRED", "SERVED", null],
      ["unserve", "SERVED", "RETIRED", null],
      ["serve", "READY_TO_SERVE", "SERVED", "Go"],
      ["approve", "DRAFT", "READY_TO_SERVE", null],
      ["cancel-approval", "READY_TO_SERVE", "DRAFT", null],
      ["approve", "DRAFT", "READY_TO_SERVE", "Looks good"],
      ["create", null, "DRAFT", null],
    ]);
    expect(history[0]?.actor).toMatchObject({ kind: "user", label: api.first.email });
    const updates = [draft, ready, served, down, again].map(({ updatedAt }) => updatedAt);
    expect(new Set(updates).size).toBe(5);
  });

  it("200: serving replaces what was served, and the audit log says what that changed", async () => {
    const old = await owner.ready(projectId, "route a\nroute b");
    await owner.step(old, "serve");
    const fresh = await owner.ready(projectId, "route b\nroute c");
    await owner.step(fresh, "serve", 200, { message: "Cheaper" });
    expect([await stateOf(old.id), await stateOf(fresh.id)]).toEqual(["RETIRED", "SERVED"]);
    expect(await statusOf()).toEqual(["PROD", fresh.id]);
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({ action: "config.serve", target: `config ${fresh.id}` });
    expect(event?.after).toMatchObject({
      reason: "Cheaper",
      replacedVersion: 1,
      changeCount: 2,
      changes: ["route `a` removed", "route `c` added"],
    });
    expect(JSON.stringify(event)).not.toContain("route b");
    await owner.step(old, "rollback");
    expect([await stateOf(old.id), await stateOf(fresh.id)]).toEqual(["SERVED", "RETIRED"]);
    const { history } = await owner.say("GET", `/configs/${fresh.id}/history`, 200);
    expect(history[0]).toMatchObject({ action: "retire", message: "Version 1 is served instead." });
  });

  it("409: what a state does not allow, with what it does", async () => {
    const walk = await owner.draft(projectId);
    const refused = async (...actions: string[]) => {
      for (const action of actions) {
        const { code, details } = await owner.step(walk, action, 409);
        expect([action, code, details.allowed.includes(action)]).toEqual([action, "conflict", false]);
      }
    };
    const readOnly = async () => {
      await owner.say("PATCH", `/configs/${walk.id}`, 409, { yaml: "route z" });
      await owner.say("DELETE", `/configs/${walk.id}`, 409);
    };
    await refused("cancel-approval", "serve", "rollback", "unserve");
    await owner.step(walk, "approve");
    await refused("approve", "rollback", "unserve");
    await readOnly();
    await owner.step(walk, "serve");
    await refused("approve", "cancel-approval", "serve", "rollback");
    await readOnly();
    await owner.step(walk, "unserve");
    await refused("approve", "cancel-approval", "unserve");
    await readOnly();
    expect((await owner.say("GET", `/configs/${walk.id}`, 200)).config.yaml).toBe("route a");
  });

  it("400: a version whose secret went is neither approved nor served", async () => {
    await owner.say("PUT", `/projects/${projectId}/secrets/KEY`, 200, { value: "v" });
    const [draft, ready] = [await owner.draft(projectId, "secret KEY"), await owner.ready(projectId, "secret KEY")];
    await owner.say("DELETE", `/projects/${projectId}/secrets/KEY`, 200);
    for (const [config, action] of [
      [draft, "approve"],
      [ready, "serve"],
    ] as const) {
      expect((await owner.step(config, action, 400)).details[0]?.message).toBe("no secret KEY");
    }
    expect([await stateOf(draft.id), await stateOf(ready.id)]).toEqual(["DRAFT", "READY_TO_SERVE"]);
  });

  it("409: changes of what was changed since it was read", async () => {
    const draft = await owner.draft(projectId);
    const patch = { yaml: "route b", updatedAt: draft.updatedAt };
    const { config } = await owner.say("PATCH", `/configs/${draft.id}`, 200, patch);
    expect(config).toMatchObject({ yaml: "route b", version: 1, message: null });
    expect(config.updatedAt > draft.updatedAt).toBe(true);
    expect((await owner.say("PATCH", `/configs/${draft.id}`, 409, { ...patch, yaml: "route c" })).param).toBe(
      "updatedAt",
    );
    await owner.step(draft, "approve", 409, { updatedAt: draft.updatedAt });
    await owner.step(draft, "approve", 200, { updatedAt: config.updatedAt });
    await owner.step(draft, "serve", 409, { updatedAt: config.updatedAt });
    await owner.step(draft, "serve", 400, { updatedAt: "yesterday" });
  });

  it("exactly one is served, whatever is asked at the same moment", async () => {
    const all = [];
    for (const name of ["a", "b", "c", "d"]) all.push(await owner.ready(projectId, `route ${name}`));
    const token = await api.signIn();
    const answers = await Promise.all(
      all.flatMap(({ id }) => [1, 2].map(() => api.call(`/configs/${id}/serve`, { method: "POST", token }))),
    );
    // The second time it is served already, or it was retired meanwhile and is served again.
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const { configs } = await owner.say("GET", `/projects/${projectId}/configs`, 200);
    expect(configs.map(({ state }) => state).sort()).toEqual(["RETIRED", "RETIRED", "RETIRED", "SERVED"]);
    expect(await statusOf()).toEqual(["PROD", configs.find(({ state }) => state === "SERVED")?.id]);
  });

  it("404 and 409: nothing of a deleted project, and an archived one serves nothing new", async () => {
    const ready = await owner.ready(projectId);
    await owner.say("POST", `/projects/${projectId}/archive`, 200);
    await owner.step(ready, "serve", 409);
    await owner.say("POST", `/projects/${projectId}/unarchive`, 200);
    await owner.step(ready, "serve");
    await owner.say("PATCH", `/projects/${projectId}`, 200, { name: "Still served" });
    expect(await statusOf()).toEqual(["PROD", ready.id]);
    await owner.say("DELETE", `/projects/${projectId}`, 200);
    await owner.say("GET", `/configs/${ready.id}`, 404);
    await owner.step(ready, "unserve", 404);
    await owner.say("POST", `/projects/${projectId}/configs`, 404, { yaml: "route a" });
  });
});
