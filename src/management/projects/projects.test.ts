import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import { auditOf, type Talk, talkAs } from "./testing/talk.ts";

const DEFAULTS = {
  default_priority: null,
  quality_threshold: null,
  max_latency_ms: null,
  allowed_providers: [],
  blocked_providers: [],
  allowed_models: [],
  blocked_models: [],
  fallback_enabled: null,
  fallback_chain: [],
};

describeOnEngines("projects", (engine) => {
  let api: Harness;
  let owner: Talk;
  let other: Member;
  let organizationId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    organizationId = api.first.organizationId;
    owner = talkAs(api, await api.signIn());
    other = await api.otherTenant();
  });
  /** A project that the test may change, out of the limit's way. */
  const make = async (fields: object = {}) => {
    const rest = await owner.get("/projects?limit=200");
    for (const { id } of rest.projects) if (id !== api.first.projectId) await owner.remove(`/projects/${id}`);
    return (await owner.post("/projects", { name: "Some project", ...fields })).project;
  };

  it("201: a project of all fields, and one of its name alone", async () => {
    const made = await make({
      name: "  Production API ",
      organizationId,
      mode: "credits",
      cachingEnabled: true,
      cacheDurationSeconds: 10,
      defaultModel: "openai/gpt-4o",
      routingPreferences: {
        default_priority: "latency",
        allowed_providers: ["openai", "openai"],
        max_latency_ms: null,
      },
      rateLimits: { rpm: 60, tpm: null },
      limits: { daily_usd: "10", weekly_usd: null },
    });
    expect(made).toEqual({
      id: expect.stringMatching(/^proj_[0-9A-Za-z]{24}$/),
      name: "Production API",
      organizationId,
      slug: "production-api",
      mode: "credits",
      cachingEnabled: true,
      cacheDurationSeconds: 10,
      defaultModel: "openai/gpt-4o",
      routingPreferences: { ...DEFAULTS, default_priority: "latency", allowed_providers: ["openai"] },
      rateLimits: { rpm: 60 },
      limits: { daily_usd: 10, weekly_usd: null, monthly_usd: null, per_request_usd: null, allow_unpriced: false },
      guardrails: [],
      status: "active",
      projectStatus: "DEV",
      servedConfigId: null,
      createdAt: new Date(api.clock.nowMs).toISOString(),
      updatedAt: new Date(api.clock.nowMs).toISOString(),
    });
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({ action: "project.create", target: `project ${made.id}`, actor: api.first.email });
    expect(event?.after).toMatchObject({ name: "Production API", slug: "production-api" });
    const { project } = await owner.post("/projects", { name: "Production API" });
    expect(project).toMatchObject({
      slug: "production-api-2",
      mode: "hybrid",
      cachingEnabled: false,
      cacheDurationSeconds: 60,
      defaultModel: null,
      routingPreferences: DEFAULTS,
    });
  });

  it("200: lists newest first, by organization and status, in pages that join", async () => {
    const first = await make({ name: "One" });
    const { project: second } = await owner.post("/projects", { name: "Two" });
    await owner.post(`/projects/${first.id}/archive`, undefined, 200);
    const ids = async (query: string) => (await owner.get(`/projects?${query}`)).projects.map((each) => each.id);
    const all = await ids("");
    expect(new Set(all)).toEqual(new Set([api.first.projectId, first.id, second.id]));
    expect(await ids(`organizationId=${organizationId}`)).toEqual(all);
    expect(await ids("status=archived")).toEqual([first.id]);
    expect(await ids("status=active")).not.toContain(first.id);
    const pages: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await owner.get(`/projects?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      pages.push(...page.projects.map((each) => each.id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all);
    expect((await talkAs(api, other.token).get("/projects")).projects).toEqual([]);
  });

  it("200: changes the fields that are given and no others", async () => {
    const made = await make({ name: "Partial", cachingEnabled: true, cacheDurationSeconds: 300 });
    api.clock.nowMs += 1_000;
    const { project } = await owner.patch(`/projects/${made.id}`, { mode: "api-keys" });
    expect(project).toEqual({ ...made, mode: "api-keys", updatedAt: new Date(api.clock.nowMs).toISOString() });
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({
      action: "project.update",
      before: { mode: "hybrid" },
      after: { mode: "api-keys" },
    });
    expect(await owner.get(`/projects/${made.id}`)).toEqual({ project });
  });

  it("200: merges routing preferences; null clears a field, or all of them", async () => {
    const made = await make({ routingPreferences: { default_priority: "cost", quality_threshold: 0.8 } });
    const patch = async (routingPreferences: unknown) =>
      (await owner.patch(`/projects/${made.id}`, { routingPreferences })).project.routingPreferences;
    expect(await patch({ max_latency_ms: 3000 })).toEqual({
      ...DEFAULTS,
      default_priority: "cost",
      quality_threshold: 0.8,
      max_latency_ms: 3_000,
    });
    expect(await patch({ default_priority: null, quality_threshold: null })).toEqual({
      ...DEFAULTS,
      max_latency_ms: 3_000,
    });
    expect(await patch(null)).toEqual(DEFAULTS);
  });

  it("200: a change that changes nothing leaves no trace", async () => {
    const made = await make({ name: "Same", defaultModel: "mock/echo" });
    const [before] = await auditOf(api, 1);
    api.clock.nowMs += 1_000;
    expect((await owner.patch(`/projects/${made.id}`, {})).project).toEqual(made);
    expect((await owner.patch(`/projects/${made.id}`, { name: "Same", defaultModel: "mock/echo" })).project).toEqual(
      made,
    );
    expect((await auditOf(api, 1))[0]).toEqual(before);
    expect((await owner.patch(`/projects/${made.id}`, { defaultModel: null })).project.defaultModel).toBeNull();
  });

  it("200: the slug follows wishes, not names; a deleted project gives its own free", async () => {
    const made = await make({ name: "Before" });
    expect((await owner.patch(`/projects/${made.id}`, { name: "After" })).project.slug).toBe("before");
    expect((await owner.patch(`/projects/${made.id}`, { slug: "chosen" })).project.slug).toBe("chosen");
    const { project: second } = await owner.post("/projects", { name: "X", slug: "mine" });
    const taken = await owner.patch(`/projects/${made.id}`, { slug: "mine" }, 409);
    expect([taken.code, taken.param]).toEqual(["conflict", "slug"]);
    expect((await owner.post("/projects", { name: "Y", slug: "mine" }, 409)).param).toBe("slug");
    await owner.remove(`/projects/${second.id}`);
    expect((await owner.patch(`/projects/${made.id}`, { slug: "mine" })).project.slug).toBe("mine");
    expect((await talkAs(api, other.token).post("/projects", { name: "mine" })).project.slug).toBe("mine");
  });

  it("200: archives and restores, as often as one likes", async () => {
    const { id } = await make();
    for (const [path, status] of [
      ["archive", "archived"],
      ["archive", "archived"],
      ["unarchive", "active"],
      ["unarchive", "active"],
    ]) {
      expect((await owner.post(`/projects/${id}/${path}`, undefined, 200)).project.status).toBe(status);
    }
    const events = await auditOf(api, 2);
    expect(events.map((each) => each.action)).toEqual(["project.unarchive", "project.archive"]);
  });

  it("200: deleting revokes the keys, hides the logs, and is for good", async () => {
    const { id } = await make({ name: "Doomed" });
    const { apiKey } = await owner.post("/api-keys", { projectId: id });
    await owner.patch(`/api-keys/${apiKey.id}`, { status: "inactive" });
    const { apiKey: second } = await owner.post("/api-keys", { projectId: id });
    const record = { organizationId, requestId: "req_doomed" };
    await applyRecords(api.store.db, [
      testRecord({ ...record, recordId: "rec_doomed", projectId: id }),
      testRecord({ ...record, recordId: "rec_nobody", requestId: "req_no_project", projectId: null }),
    ]);
    expect((await owner.send("/logs/req_doomed")).status).toBe(200);

    expect(await owner.remove(`/projects/${id}`)).toEqual({ success: true });
    const keys = await api.store.db
      .selectFrom("api_keys")
      .where("project_id", "=", id)
      .select(["id", "status", "status_reason"])
      .execute();
    expect(new Set(keys.map((each) => each.id))).toEqual(new Set([apiKey.id, second.id]));
    expect(keys.every((each) => each.status === "deleted" && each.status_reason === null)).toBe(true);
    expect((await auditOf(api, 1))[0]).toMatchObject({
      action: "project.delete",
      before: { name: "Doomed" },
      after: { status: "deleted", revokedKeys: 2 },
    });
    await owner.get(`/projects/${id}`, 404);
    await owner.patch(`/projects/${id}`, { name: "x" }, 404);
    await owner.remove(`/projects/${id}`, 404);
    await owner.post(`/projects/${id}/unarchive`, undefined, 404);
    await owner.post("/api-keys", { projectId: id }, 404);
    await owner.get(`/api-keys/${apiKey.id}`, 404);
    expect((await owner.get(`/api-keys?projectId=${id}`)).apiKeys).toEqual([]);
    expect((await owner.send("/logs/req_doomed")).status).toBe(404);
    const logs = (await api.call("/logs?limit=200", { token: await api.signIn() })).body.logs;
    expect(logs.map((each) => each.requestId)).not.toContain("req_doomed");
    expect(logs.map((each) => each.requestId)).toContain("req_no_project");
  });

  it("415: a body of another type", async () => {
    const answer = await owner.send("/projects", { body: "name=x", headers: { "content-type": "text/plain" } });
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported_media_type"]);
  });
});
