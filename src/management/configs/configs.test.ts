import { createHash } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import { type Harness, PUBLIC_URL } from "../testing/harness.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

describeOnEngines("configurations", (engine) => {
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

  it("201: a draft is the next version, whole, with its warnings", async () => {
    const body = { yaml: "route a\nwarn", message: " First try " };
    const { config, warnings } = await owner.say("POST", `/projects/${projectId}/configs`, 201, body);
    const now = new Date(api.clock.nowMs).toISOString();
    expect(config).toEqual({
      id: expect.stringMatching(/^cfg_[0-9A-Za-z]{24}$/),
      projectId,
      organizationId: api.first.organizationId,
      version: 1,
      state: "DRAFT",
      yaml: "route a\nwarn",
      message: "First try",
      checksum: createHash("sha256").update("route a\nwarn").digest("hex"),
      createdBy: { kind: "user", id: expect.stringMatching(/^user_/), label: api.first.email },
      createdAt: now,
      updatedAt: now,
      approvedBy: null,
      approvedAt: null,
      servedBy: null,
      servedAt: null,
      retiredAt: null,
      shadowPercent: null,
      allowed: ["update", "delete", "approve"],
    });
    expect(warnings).toEqual([{ line: 2, column: 1, path: "lines[1]", message: "is doubtful" }]);
    expect((await owner.draft(projectId)).version).toBe(2);
    const [, event] = await auditOf(api, 2);
    expect(event).toMatchObject({ action: "config.create", target: `config ${config.id}`, actor: api.first.email });
    expect(event?.after).toMatchObject({ version: 1, message: "First try", changes: ["route `a` added"] });
  });

  it("400: a text with errors is not stored, and all of them are told with their places", async () => {
    const bad = { yaml: "rout a\nroute b\nsecret GONE" };
    const { message, param, details } = await owner.say("POST", `/projects/${projectId}/configs`, 400, bad);
    expect(message).toMatch(/^yaml: 1:1 lines\[0\]: 'rout' is not a word.*'route'.* \(and 1 more, in details\)$/);
    expect(param).toBe("yaml");
    expect(details).toEqual([
      { line: 1, column: 1, path: "lines[0]", message: "'rout' is not a word", suggestion: "route" },
      { line: 3, column: 1, path: "lines[2]", message: "no secret GONE" },
    ]);
    const draft = await owner.draft(projectId);
    await owner.say("PATCH", `/configs/${draft.id}`, 400, { yaml: "x" });
    expect((await owner.say("GET", `/configs/${draft.id}`, 200)).config).toEqual(draft);
    expect((await owner.say("GET", `/projects/${projectId}/configs`, 200)).configs).toHaveLength(1);
    for (const body of [{}, { yaml: "" }, { yaml: 1 }, { yaml: "route a\0" }, { yaml: "route a", state: "SERVED" }]) {
      await owner.say("POST", `/projects/${projectId}/configs`, 400, body);
    }
    const inside = { yaml: "url http://169.254.169.254/latest" };
    expect((await owner.say("POST", `/projects/${projectId}/configs`, 400, inside)).param).toBe("lines[0]");
  });

  it("200: a change of a draft's message alone, and none at all", async () => {
    const draft = await owner.draft(projectId);
    const { config } = await owner.say("PATCH", `/configs/${draft.id}`, 200, { message: "Why" });
    expect(config).toMatchObject({ message: "Why", yaml: draft.yaml });
    expect((await owner.say("PATCH", `/configs/${draft.id}`, 200, {})).config).toEqual(config);
    const { config: cleared } = await owner.say("PATCH", `/configs/${draft.id}`, 200, { message: null });
    expect(cleared.message).toBeNull();
    expect((await owner.say("GET", `/configs/${draft.id}/history`, 200)).history).toHaveLength(3);
  });

  it("numbers versions without gap or double under simultaneous pushes, and gives none twice", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => owner.draft(projectId)));
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const last = made.find(({ version }) => version === 8);
    await owner.say("DELETE", `/configs/${last?.id}`, 200);
    await owner.say("GET", `/configs/${last?.id}`, 404);
    expect((await owner.draft(projectId)).version).toBe(9);
    const pages: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = await owner.say("GET", `/projects/${projectId}/configs?limit=3${query}`, 200);
      pages.push(...page.configs.map(({ version }) => version));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([9, 7, 6, 5, 4, 3, 2, 1]);
    await owner.say("GET", `/projects/${projectId}/configs?cursor=x`, 400);
  });

  it("200: lists without texts, by state", async () => {
    const served = await owner.ready(projectId);
    await owner.step(served, "serve");
    await owner.draft(projectId);
    const list = async (query: string) =>
      (await owner.say("GET", `/projects/${projectId}/configs?${query}`, 200)).configs.map(({ version }) => version);
    expect([await list(""), await list("state=SERVED"), await list("state=RETIRED")]).toEqual([[2, 1], [1], []]);
    const { configs } = await owner.say("GET", `/projects/${projectId}/configs`, 200);
    expect(configs.every((one) => !("yaml" in one))).toBe(true);
    await owner.say("GET", `/projects/${projectId}/configs?state=LIVE`, 400);
  });

  it("409: more than a hundred that were never served", async () => {
    const one = await owner.draft(projectId);
    const row = await api.store.db
      .selectFrom("project_configs")
      .where("id", "=", one.id)
      .selectAll()
      .executeTakeFirstOrThrow();
    const rows = Array.from({ length: 99 }, (_, index) => ({
      ...{ ...row, id: `${row.id}${index}`, version: index + 100 },
      ...{ created_by: JSON.stringify(row.created_by), approved_by: null, served_by: null },
    }));
    await api.store.db.insertInto("project_configs").values(rows).execute();
    await owner.say("POST", `/projects/${projectId}/configs`, 409, { yaml: "route a" });
    await owner.say("DELETE", `/configs/${one.id}`, 200);
    await owner.draft(projectId);
  });

  it("200: validates without storing; says what is used and what is missing", async () => {
    await owner.say("PUT", `/projects/${projectId}/secrets/HERE`, 200, { value: "v" });
    const ask = (yaml: string) => owner.say("POST", `/projects/${projectId}/configs/validate`, 200, { yaml });
    expect((await ask("route a\nsecret HERE\nwarn")).validation).toEqual({
      valid: true,
      errors: [],
      warnings: [{ line: 3, column: 1, path: "lines[2]", message: "is doubtful" }],
      secrets: ["HERE"],
      missingSecrets: [],
    });
    const { validation } = await ask("secret GONE\nx");
    expect([validation.valid, validation.errors.length, validation.missingSecrets]).toEqual([false, 2, ["GONE"]]);
    expect((await owner.say("GET", `/projects/${projectId}/configs`, 200)).configs).toEqual([]);
  });

  it("200: compares with what is served, with nothing, and with another version", async () => {
    const first = await owner.ready(projectId, "route a");
    const diff = async (config: { id: string }, body?: object) =>
      (await owner.say("POST", `/configs/${config.id}/diff`, 200, body)).diff;
    expect(await diff(first)).toMatchObject({ from: null, changes: [{ text: "route `a` added" }], sameText: false });
    await owner.step(first, "serve");
    const second = await owner.draft(projectId, "route b");
    expect(await diff(second)).toMatchObject({ from: { version: 1 }, to: { version: 2 }, changes: [{}, {}] });
    expect(await diff(second, { against: second.id })).toMatchObject({ changes: [], sameText: true });
    expect((await diff(first, { against: second.id })).changes.map(({ text }) => text)).toEqual([
      "route `b` removed",
      "route `a` added",
    ]);
    const elsewhere = await owner.draft(await freshProject(owner));
    await owner.say("POST", `/configs/${second.id}/diff`, 404, { against: elsewhere.id });
    const ancient = await owner.draft(projectId, "ancient");
    await owner.say("POST", `/configs/${ancient.id}/diff`, 409);
    await owner.step((await owner.step(ancient, "approve")).config, "serve");
  });

  it("200: exports one version as a file", async () => {
    const token = await api.signIn();
    const get = async (query: string) => {
      const url = `${PUBLIC_URL}/api/v1/projects/${projectId}/configs/export${query}`;
      const response = await api.app.fetch(new Request(url, { headers: { authorization: `Bearer ${token}` } }));
      const { headers } = response;
      return [response.status, headers.get("content-disposition"), headers.get("content-type"), await response.text()];
    };
    expect((await get(""))[0]).toBe(404);
    await owner.step(await owner.ready(projectId, "route a"), "serve");
    await owner.draft(projectId, "route b");
    const { project } = await owner.say("GET", `/projects/${projectId}`, 200);
    const type = "application/yaml; charset=utf-8";
    const name = (version: number) => `attachment; filename="${project.slug}-v${version}.yaml"`;
    expect(await get("")).toEqual([200, name(1), type, "route a"]);
    expect(await get("?version=2")).toEqual([200, name(2), type, "route b"]);
    expect((await get("?version=3"))[0]).toBe(404);
    expect((await get("?version=0"))[0]).toBe(400);
  });
});
