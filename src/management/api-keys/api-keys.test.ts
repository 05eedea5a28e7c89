import { beforeAll, expect, it } from "vitest";
import { hashApiKey } from "../../ids.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { auditOf, type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";

const SECRET = /^llm_gw_(prod|dev)_[0-9A-Za-z]{40}$/;

describeOnEngines("API keys", (engine) => {
  let api: Harness;
  let owner: Talk;
  let other: Member;
  let projectId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    projectId = api.first.projectId;
    owner = talkAs(api, await api.signIn());
    other = await api.otherTenant();
  });
  const make = async (fields: object = {}) => await owner.post("/api-keys", { projectId, ...fields });
  const spend = async (apiKeyId: string, usd: number) => {
    api.clock.nowMs += 1;
    const { organizationId } = api.first;
    const record = { recordId: `rec_${apiKeyId}_${api.clock.nowMs}`, apiKeyId, organizationId, projectId };
    await applyRecords(api.store.db, [testRecord({ ...record, totalNanos: usd * 1_000_000_000 })]);
    return (await owner.get(`/api-keys/${apiKeyId}`)).apiKey;
  };

  it("201: a key of the project alone", async () => {
    const { apiKey, key } = await make();
    const now = new Date(api.clock.nowMs).toISOString();
    expect(key).toMatch(/^llm_gw_prod_[0-9A-Za-z]{40}$/);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^key_[0-9A-Za-z]{24}$/),
      organizationId: api.first.organizationId,
      projectId,
      description: "",
      environment: "production",
      prefix: "llm_gw_prod_",
      last4: key.slice(-4),
      status: "active",
      statusReason: null,
      usageLimit: null,
      spent: 0,
      requests: 0,
      lastUsedAt: null,
      expiresAt: null,
      rateLimits: null,
      limits: { daily_usd: null, weekly_usd: null, monthly_usd: null, per_request_usd: null, allow_unpriced: false },
      ipAllowlist: null,
      iam: null,
      rotationReminderDays: null,
      rotatedAt: null,
      rotationDueAt: null,
      createdBy: expect.stringMatching(/^user_/),
      createdAt: now,
      updatedAt: now,
    });
  });

  it("201: a key of all fields; its secret is in no other answer, table or audit event", async () => {
    const fields = {
      description: " Nightly batch ",
      environment: "development",
      usageLimit: "12.50",
      expiresAt: new Date(api.clock.nowMs + 86_400_000).toISOString(),
      rateLimits: { rpm: 60, tpm: 100_000, rpd: null, parallel: 4 },
      limits: { daily_usd: 5, monthly_usd: "50.25", allow_unpriced: true },
      ipAllowlist: ["203.0.113.7/24", "2001:DB8::1", "203.0.113.0/24"],
      iam: [
        { effect: "deny", on: "models", values: ["*-preview"], name: "no previews" },
        { effect: "allow", on: "pricing", maxOutputUsdPerMillion: 15 },
        { effect: "allow", on: "context", minTokens: 8_000 },
      ],
      rotationReminderDays: 90,
    };
    const { apiKey, key } = await make(fields);
    expect(apiKey).toMatchObject({
      ...fields,
      description: "Nightly batch",
      usageLimit: 12.5,
      rateLimits: { rpm: 60, tpm: 100_000, parallel: 4 },
      limits: { daily_usd: 5, weekly_usd: null, monthly_usd: 50.25, per_request_usd: null, allow_unpriced: true },
      ipAllowlist: ["203.0.113.0/24", "2001:db8::1"],
      prefix: "llm_gw_dev_",
      rotationDueAt: new Date(api.clock.nowMs + 90 * 86_400_000).toISOString(),
    });
    expect(key).toMatch(SECRET);
    const { db } = api.store;
    const everywhere = [
      await owner.get(`/api-keys/${apiKey.id}`),
      await owner.get("/api-keys"),
      await db.selectFrom("api_keys").selectAll().execute(),
      await auditOf(api, 50),
    ];
    expect(JSON.stringify(everywhere)).not.toContain(key.slice("llm_gw_dev_".length));
    expect(JSON.stringify(everywhere.slice(0, 2))).not.toContain(hashApiKey(key));
    const stored = await db.selectFrom("api_keys").where("id", "=", apiKey.id).selectAll().executeTakeFirstOrThrow();
    expect(stored).toMatchObject({ hash: hashApiKey(key), usage_limit_nanos: 12_500_000_000 });
    expect((await auditOf(api, 1))[0]).toMatchObject({
      action: "api-key.create",
      target: `api-key ${apiKey.id}`,
      after: { description: "Nightly batch", usageLimit: 12.5 },
    });
  });

  it("200: lists by project, environment and status, newest first, in pages that join", async () => {
    const { project } = await owner.post("/projects", { name: "Listing" });
    const made: string[] = [];
    for (const environment of ["production", "development", "production"]) {
      made.unshift((await make({ projectId: project.id, environment })).apiKey.id);
      api.clock.nowMs += 1;
    }
    await owner.patch(`/api-keys/${made[0]}`, { status: "inactive" });
    const ids = async (query: string) =>
      (await owner.get(`/api-keys?projectId=${project.id}&${query}`)).apiKeys.map((each) => each.id);
    expect(await ids("")).toEqual(made);
    expect(await ids("environment=development")).toEqual([made[1]]);
    expect(await ids("status=inactive")).toEqual([made[0]]);
    expect(await ids("status=active")).toEqual([made[1], made[2]]);
    const pages: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await owner.get(
        `/api-keys?projectId=${project.id}&limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      pages.push(...page.apiKeys.map((each) => each.id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(made);
    expect((await talkAs(api, other.token).get("/api-keys")).apiKeys).toEqual([]);
    expect((await talkAs(api, other.token).get(`/api-keys?projectId=${project.id}`)).apiKeys).toEqual([]);
  });

  it("200: changes the fields that are given, merges rate limits, and null clears", async () => {
    const { apiKey } = await make({ description: "before", rateLimits: { rpm: 1, tpm: 2 }, usageLimit: 5 });
    api.clock.nowMs += 1_000;
    const patch = async (body: object) => (await owner.patch(`/api-keys/${apiKey.id}`, body)).apiKey;
    const updatedAt = new Date(api.clock.nowMs).toISOString();
    expect(await patch({ description: "after" })).toEqual({ ...apiKey, description: "after", updatedAt });
    expect((await patch({ rateLimits: { rpm: null, parallel: 3 } })).rateLimits).toEqual({ tpm: 2, parallel: 3 });
    expect((await auditOf(api, 1))[0]).toMatchObject({
      action: "api-key.update",
      before: { rateLimits: { rpm: 1, tpm: 2 } },
      after: { rateLimits: { tpm: 2, parallel: 3 } },
    });
    expect((await patch({ rateLimits: { tpm: null, parallel: null } })).rateLimits).toBeNull();
    expect((await patch({ usageLimit: 0 })).usageLimit).toBe(0);
    expect((await patch({ usageLimit: null })).usageLimit).toBeNull();
    const rule = { effect: "allow", on: "providers", values: ["openai"] };
    expect((await patch({ iam: [rule], ipAllowlist: ["::1"] })).iam).toEqual([rule]);
    expect(await patch({ iam: [], ipAllowlist: [] })).toMatchObject({ iam: null, ipAllowlist: null });
    const expiresAt = new Date(api.clock.nowMs + 1_000).toISOString();
    expect((await patch({ expiresAt })).expiresAt).toBe(expiresAt);
    expect((await patch({ expiresAt: null })).expiresAt).toBeNull();
    expect((await patch({ rotationReminderDays: 30 })).rotationReminderDays).toBe(30);
    expect((await patch({ rotationReminderDays: null })).rotationDueAt).toBeNull();
  });

  it("200: a change that changes nothing leaves no trace", async () => {
    const { apiKey } = await make({ iam: [{ effect: "deny", on: "models", values: ["a"] }] });
    const events = await auditOf(api, 1);
    api.clock.nowMs += 1_000;
    expect((await owner.patch(`/api-keys/${apiKey.id}`, { iam: apiKey.iam, status: "active" })).apiKey).toEqual(apiKey);
    expect(await auditOf(api, 1)).toEqual(events);
  });

  it("200: disables and enables", async () => {
    const { apiKey } = await make();
    const patch = async (status: string) => (await owner.patch(`/api-keys/${apiKey.id}`, { status })).apiKey;
    expect(await patch("inactive")).toMatchObject({ status: "inactive", statusReason: "manual" });
    expect(await patch("active")).toMatchObject({ status: "active", statusReason: null });
  });

  it("200: a key that spent its limit is disabled, says why, and works again once the limit is raised", async () => {
    const { apiKey } = await make({ usageLimit: 2 });
    const path = `/api-keys/${apiKey.id}`;
    expect(await spend(apiKey.id, 1)).toMatchObject({
      status: "active",
      spent: 1,
      requests: 1,
      lastUsedAt: expect.stringMatching(/Z$/),
    });
    expect(await spend(apiKey.id, 1)).toMatchObject({ status: "inactive", statusReason: "usage_limit", spent: 2 });
    expect(await spend(apiKey.id, 1)).toMatchObject({ status: "inactive", statusReason: "usage_limit", spent: 3 });
    const refused = await owner.patch(path, { status: "active" }, 409);
    expect([refused.code, refused.param]).toEqual(["conflict", "status"]);
    expect(refused.message).toContain("usageLimit");
    expect((await owner.patch(path, { usageLimit: 2.5 })).apiKey.status).toBe("inactive");
    expect((await owner.patch(path, { description: "x" })).apiKey.status).toBe("inactive");
    expect((await owner.patch(path, { usageLimit: 10 })).apiKey).toMatchObject({
      status: "active",
      statusReason: null,
    });
    await owner.patch(path, { status: "inactive" });
    expect((await owner.patch(path, { usageLimit: 20 })).apiKey).toMatchObject({ statusReason: "manual" });
  });

  it("200: deletes for good", async () => {
    const { apiKey } = await make({ description: "short-lived" });
    expect(await owner.remove(`/api-keys/${apiKey.id}`)).toEqual({ success: true });
    expect((await auditOf(api, 1))[0]).toMatchObject({
      action: "api-key.delete",
      before: { description: "short-lived" },
    });
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["PATCH", "", { status: "active" }],
      ["POST", "/rotate", {}],
      ["DELETE", "", undefined],
    ] as const) {
      const answer = await owner.send(`/api-keys/${apiKey.id}${path}`, {
        method,
        ...(body === undefined ? {} : { body }),
      });
      expect(answer.status, method).toBe(404);
    }
  });

  it("410: no key for an archived project; its keys stay", async () => {
    const { project } = await owner.post("/projects", { name: "Archive" });
    const { apiKey } = await make({ projectId: project.id });
    await owner.post(`/projects/${project.id}/archive`, undefined, 200);
    expect((await owner.post("/api-keys", { projectId: project.id }, 410)).code).toBe("project_archived");
    await owner.get(`/api-keys/${apiKey.id}`);
    await owner.patch(`/api-keys/${apiKey.id}`, { description: "still mine" });
  });

  it("415: a body of another type", async () => {
    const answer = await owner.send("/api-keys", { body: "x", headers: { "content-type": "text/plain" } });
    expect(answer.status).toBe(415);
  });
});
