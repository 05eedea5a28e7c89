import { beforeAll, beforeEach, expect, it } from "vitest";
import { loadServedConfigs } from "../../store/configs/load-served.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import { type Harness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

const VALUE = "sk-very-secret-4f2a";

describeOnEngines("secrets of projects", (engine) => {
  let api: Harness;
  let owner: ConfigTalk;
  let path = "";
  let projectId = "";
  beforeAll(async () => {
    api = await configHarness(engine);
    owner = configTalk(api, await api.signIn());
  });
  beforeEach(async () => {
    projectId = await freshProject(owner);
    path = `/projects/${projectId}/secrets`;
  });

  it("200: are set and set again, and their values never come out", async () => {
    const { secret } = await owner.say("PUT", `${path}/OPENAI_API_KEY`, 200, { value: VALUE });
    const at = new Date(api.clock.nowMs).toISOString();
    expect(secret).toEqual({ name: "OPENAI_API_KEY", hint: "…4f2a", createdAt: at, updatedAt: at });
    const { secret: short } = await owner.say("PUT", `${path}/a.b-c`, 200, { value: "short" });
    expect(short.hint).toBeNull();
    const answers = [
      await owner.say("PUT", `${path}/OPENAI_API_KEY`, 200, { value: `${VALUE}-new` }),
      await owner.say("GET", `${path}/OPENAI_API_KEY`, 200),
      await owner.say("GET", path, 200),
    ];
    expect(answers[0]?.secret).toMatchObject({ hint: "…-new", createdAt: at });
    expect(answers[0]?.secret.updatedAt).not.toBe(at);
    expect(answers[2]?.secrets.map(({ name }) => name)).toEqual(["OPENAI_API_KEY", "a.b-c"]);
    const events = await auditOf(api, 3);
    expect(events.map(({ action }) => action)).toEqual([
      "project_secret.update",
      "project_secret.create",
      "project_secret.create",
    ]);
    const rows = await api.store.db.selectFrom("project_secrets").selectAll().execute();
    expect(JSON.stringify([answers, events, rows])).not.toContain("very-secret");
  });

  it("are those of the served configuration on the data plane, at once", async () => {
    await owner.say("PUT", `${path}/KEY`, 200, { value: "one" });
    await owner.step(await owner.ready(projectId, "secret KEY"), "serve");
    const served = async () => {
      const { configs } = await loadServedConfigs(api.store.db, PROVIDER_KEYS_OF_TESTS.masterKeys);
      return configs
        .find((one) => one.projectId === projectId)
        ?.secrets.get("KEY")
        ?.reveal();
    };
    expect(await served()).toBe("one");
    await owner.say("PUT", `${path}/KEY`, 200, { value: "two" });
    expect(await served()).toBe("two");
  });

  it("409: one that is served stays; 200: one that is not goes", async () => {
    await owner.say("PUT", `${path}/KEY`, 200, { value: VALUE });
    const config = await owner.ready(projectId, "secret KEY");
    await owner.step(config, "serve");
    const { message } = await owner.say("DELETE", `${path}/KEY`, 409);
    expect(message).toContain("Version 1");
    await owner.step(config, "unserve");
    await owner.say("DELETE", `${path}/KEY`, 200);
    await owner.say("DELETE", `${path}/KEY`, 404);
    await owner.say("GET", `${path}/KEY`, 404);
    await owner.step(config, "rollback", 400);
    expect((await auditOf(api, 1))[0]).toMatchObject({ action: "project_secret.delete" });
  });

  it("200: the list says which versions need them, those that are over left out", async () => {
    const usedBy = async () => {
      const { secrets } = await owner.say("GET", path, 200);
      return secrets.map(({ name, usedBy }) => [name, usedBy.map(({ version, state }) => `${version} ${state}`)]);
    };
    await owner.say("PUT", `${path}/KEY`, 200, { value: VALUE });
    await owner.say("PUT", `${path}/OTHER`, 200, { value: VALUE });
    const first = await owner.ready(projectId, "secret KEY");
    await owner.step(first, "serve");
    await owner.draft(projectId, "secret KEY\nsecret OTHER");
    expect(await usedBy()).toEqual([
      ["KEY", ["1 SERVED", "2 DRAFT"]],
      ["OTHER", ["2 DRAFT"]],
    ]);
    await owner.step(first, "unserve");
    expect(await usedBy()).toEqual([
      ["KEY", ["2 DRAFT"]],
      ["OTHER", ["2 DRAFT"]],
    ]);
  });

  it("are apart between projects", async () => {
    await owner.say("PUT", `${path}/KEY`, 200, { value: VALUE });
    const other = await freshProject(owner);
    await owner.say("GET", `/projects/${other}/secrets/KEY`, 404);
    await owner.say("POST", `/projects/${other}/configs`, 400, { yaml: "secret KEY" });
  });

  it.each([
    ["1KEY", { value: "v" }],
    ["A%20B", { value: "v" }],
    ["x".repeat(129), { value: "v" }],
    ["KEY", { value: "" }],
    ["KEY", { value: 1 }],
    ["KEY", { value: "x".repeat(65_537) }],
    ["KEY", { value: "v", name: "OTHER" }],
    ["KEY", {}],
  ])("400: %s with %j", async (name, body) => {
    await owner.say("PUT", `${path}/${name}`, 400, body);
  });

  it("409: more than two hundred, and simultaneous settings of one are one", async () => {
    await Promise.all([1, 2, 3, 4].map((value) => owner.say("PUT", `${path}/KEY`, 200, { value: `${value}` })));
    const row = await api.store.db
      .selectFrom("project_secrets")
      .where("project_id", "=", projectId)
      .selectAll()
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: 199 }, (_, index) => ({ ...row, id: `${row.id}${index}`, name: `KEY_${index}` }));
    await api.store.db.insertInto("project_secrets").values(more).execute();
    await owner.say("PUT", `${path}/ONE_MORE`, 409, { value: "v" });
    await owner.say("PUT", `${path}/KEY_1`, 200, { value: "v" });
  });
});
