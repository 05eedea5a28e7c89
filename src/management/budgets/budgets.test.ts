import { beforeAll, beforeEach, expect, it } from "vitest";
import { hashApiKey } from "../../ids.ts";
import type { CallerKey } from "../../store/caller-key.ts";
import { createKeyDirectory } from "../../store/key-directory.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { auditOf, talkAs } from "../projects/testing/talk.ts";
import { type Call, type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { BudgetView } from "./schema.ts";

interface Said {
  readonly code: string;
  readonly param: string;
  readonly message: string;
  readonly budget: BudgetView;
  readonly budgets: readonly BudgetView[];
  readonly nextCursor: string | null;
}

describeOnEngines("budgets", (engine) => {
  let api: Harness;
  let token = "";
  let other: Member;
  let key: { id: string; secret: string };
  let requests = 0;
  beforeAll(async () => {
    api = await makeHarness(engine);
    token = await api.signIn();
    other = await api.otherTenant();
    const made = await talkAs(api, token).post("/api-keys", { projectId: api.first.projectId });
    key = { id: made.apiKey.id, secret: made.key };
  });
  beforeEach(async () => {
    await api.store.db.deleteFrom("budgets").execute();
    await api.store.db.deleteFrom("spend_windows").execute();
    await api.store.db.deleteFrom("request_logs").execute();
  });
  const say = async (path: string, status: number, call: Call = {}): Promise<Said> => {
    const answer = await api.call<Said>(path, { token, ...call });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    return answer.body;
  };
  const make = async (body: object, status = 201) => say("/budgets", status, { body });
  const spend = async (nanos: number, tags: Record<string, string> = {}) => {
    requests += 1;
    const { organizationId, projectId } = api.first;
    const timestamp = new Date(api.clock.nowMs).toISOString();
    const place = { organizationId, projectId, apiKeyId: key.id, timestamp, paidBy: "own-key" as const };
    await applyRecords(api.store.db, [
      testRecord({ requestId: `req_b${requests}`, ...place, totalNanos: nanos, tags }),
    ]);
  };

  it("201: bounds the organization, with defaults, and shows how it stands", async () => {
    await spend(250_000_000);
    const { budget } = await make({ scope: "organization", period: "day", limitUsd: "1.50", name: " All " });
    const now = new Date(api.clock.nowMs).toISOString();
    const tomorrow = new Date(Math.floor(api.clock.nowMs / 86_400_000) * 86_400_000 + 86_400_000).toISOString();
    expect(budget).toEqual({
      id: expect.stringMatching(/^bud_[0-9A-Za-z]{24}$/),
      organizationId: api.first.organizationId,
      name: "All",
      scope: "organization",
      scopeId: api.first.organizationId,
      period: "day",
      limitUsd: 1.5,
      hard: true,
      allowUnpriced: false,
      thresholds: [80, 100],
      spentUsd: 0.25,
      remainingUsd: 1.25,
      resetsAt: tomorrow,
      topTag: null,
      createdBy: expect.stringMatching(/^user_/),
      createdAt: now,
      updatedAt: now,
    });
    expect(await say(`/budgets/${budget.id}`, 200)).toEqual({ budget });
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({ action: "budget.create", target: `budget ${budget.id}` });
    expect(event?.after).toMatchObject({ limitUsd: 1.5, period: "day" });
  });

  it("201: shows what was spent before of a tag, and of any value the one that spent most", async () => {
    await spend(1_000_000_000, { user: "ann" });
    const { budget } = await make({ scope: "tag", scopeId: "user=ann", period: "month", limitUsd: 1, hard: false });
    expect(budget).toMatchObject({ spentUsd: 1, remainingUsd: 0 });
    await make({ scope: "tag", scopeId: "user=*", period: "total", limitUsd: 10 });
    await spend(2_000_000_000, { user: "bob" });
    await spend(9_000_000_000, { userx: "eve" });
    const { budgets } = await say("/budgets?scope=tag&scopeId=user%3D*", 200);
    expect(budgets).toMatchObject([{ spentUsd: 2, remainingUsd: 8, topTag: "user=bob", resetsAt: null }]);
  });

  it("201: has nothing to show of what one request may cost", async () => {
    const { budget } = await make({ scope: "key", scopeId: key.id, period: "request", limitUsd: 0.5 });
    expect(budget).toMatchObject({ scopeId: key.id, spentUsd: null, remainingUsd: null, resetsAt: null });
  });

  it("200: lists newest first, by scope, in pages that join", async () => {
    for (const period of ["day", "week", "month", "total"]) {
      api.clock.nowMs += 1_000;
      await make({ scope: "project", scopeId: api.first.projectId, period, limitUsd: 1 });
    }
    await make({ scope: "organization", period: "day", limitUsd: 1 });
    const first = await say("/budgets?scope=project&limit=3", 200);
    expect(first.budgets.map(({ period }) => period)).toEqual(["total", "month", "week"]);
    const rest = await say(`/budgets?scope=project&limit=3&cursor=${first.nextCursor}`, 200);
    expect(rest.budgets.map(({ period }) => period)).toEqual(["day"]);
    expect(rest.nextCursor).toBeNull();
    expect((await say("/budgets", 200, { token: other.token })).budgets).toEqual([]);
  });

  it("200: changes what is given, and writes nothing where nothing changes", async () => {
    const { budget } = await make({ scope: "organization", period: "week", limitUsd: 1 });
    const path = `/budgets/${budget.id}`;
    const patch = { limitUsd: 2, hard: false, allowUnpriced: true, thresholds: [100, 50, 50], name: "soft" };
    const changed = (await say(path, 200, { method: "PATCH", body: patch })).budget;
    expect(changed).toMatchObject({ ...patch, thresholds: [50, 100], remainingUsd: 2 });
    expect((await auditOf(api, 1))[0]).toMatchObject({ action: "budget.update", before: { limitUsd: 1, hard: true } });
    api.clock.nowMs += 1_000;
    expect((await say(path, 200, { method: "PATCH", body: { limitUsd: 2 } })).budget.updatedAt).toBe(changed.updatedAt);
    await say(path, 200, { method: "DELETE" });
    expect((await auditOf(api, 1))[0]).toMatchObject({ action: "budget.delete" });
    await say(path, 404);
  });

  it.each([
    ["no project of anybody's", { scope: "project", scopeId: "proj_none", period: "day", limitUsd: 1 }, 404, "scopeId"],
    ["no id of a key", { scope: "key", period: "day", limitUsd: 1 }, 400, "scopeId"],
    ["a tag without a value", { scope: "tag", scopeId: "team", period: "day", limitUsd: 1 }, 400, "scopeId"],
    ["a tag without a name", { scope: "tag", scopeId: "=x", period: "day", limitUsd: 1 }, 400, "scopeId"],
    ["another organization", { scope: "organization", scopeId: "org_x", period: "day", limitUsd: 1 }, 400, "scopeId"],
    ["a period that is none", { scope: "organization", period: "year", limitUsd: 1 }, 400, "period"],
    ["an amount below zero", { scope: "organization", period: "day", limitUsd: -1 }, 400, "limitUsd"],
    ["no amount", { scope: "organization", period: "day" }, 400, "limitUsd"],
    ["a field that is none", { scope: "organization", period: "day", limitUsd: 1, spentUsd: 0 }, 400, "spentUsd"],
    [
      "a percentage of zero",
      { scope: "organization", period: "day", limitUsd: 1, thresholds: [0] },
      400,
      "thresholds[0]",
    ],
  ])("%s is refused", async (_, body, status, param) => {
    const said = await make(body, status);
    expect(`${said.param} ${said.message}`).toContain(param);
  });

  it("409: another of the same scope, period and hardness, also by a change", async () => {
    const body = { scope: "organization", period: "day", limitUsd: 1 };
    await make(body);
    await make(body, 409);
    const { budget } = await make({ ...body, hard: false });
    await say(`/budgets/${budget.id}`, 409, { method: "PATCH", body: { hard: true } });
  });

  it("403: a hundred at most, however many are made at once", async () => {
    const bodies = Array.from({ length: 104 }, (_, index) => ({
      scope: "tag",
      scopeId: `user=${index}`,
      period: "day",
      limitUsd: 1,
    }));
    const made = await Promise.all(bodies.map((body) => api.call("/budgets", { token, body })));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(made.filter(({ status }) => status === 403)).toHaveLength(4);
  });

  it("404 for another organization's, 403 for those who may only read", async () => {
    const { budget } = await make({ scope: "organization", period: "day", limitUsd: 1 });
    const path = `/budgets/${budget.id}`;
    for (const call of [{}, { method: "PATCH", body: { limitUsd: 9 } }, { method: "DELETE" }]) {
      await say(path, 404, { ...call, token: other.token });
    }
    await say("/budgets", 404, {
      token: other.token,
      body: { scope: "key", scopeId: key.id, period: "day", limitUsd: 1 },
    });
    const { token: viewer } = await api.member("viewer");
    await say(path, 200, { token: viewer });
    await say(path, 403, { token: viewer, method: "PATCH", body: { limitUsd: 9 } });
  });

  it("goes with its key and its project", async () => {
    const owner = talkAs(api, token);
    const { project } = await owner.post("/projects", { name: "Brief" });
    const { apiKey } = await owner.post("/api-keys", { projectId: project.id });
    await make({ scope: "key", scopeId: apiKey.id, period: "day", limitUsd: 1 });
    await make({ scope: "project", scopeId: project.id, period: "day", limitUsd: 1 });
    await owner.remove(`/projects/${project.id}`);
    expect((await say("/budgets", 200)).budgets).toEqual([]);
  });

  it("reaches the data plane with the next look, with limits of key, project and organization", async () => {
    const owner = talkAs(api, token);
    const { db } = api.store;
    const keys = createKeyDirectory({ db, clock: api.clock, log: silent, maxKeys: 10, waitMs: 5_000 });
    await keys.look();
    const look = async (): Promise<CallerKey> => {
      await keys.look();
      const found = await keys.lookup(hashApiKey(key.secret));
      if (found === null) throw new Error("the key is unknown");
      return found;
    };
    expect((await look()).budgets).toEqual([]);
    const { budget } = await make({ scope: "tag", scopeId: "team=*", period: "week", limitUsd: 3, hard: false });
    const bound = { id: budget.id, scope: "tag", scopeId: "team=*", period: "week", limitNanos: 3_000_000_000 };
    const before = await look();
    expect(before.budgets).toEqual([{ ...bound, hard: false, allowUnpriced: false }]);
    expect((await look()).budgets).toBe(before.budgets);

    const { organizationId, projectId } = api.first;
    await owner.patch(`/organizations/${organizationId}/settings`, {
      limits: { monthly_usd: 4, allow_unpriced: true },
      rateLimits: { rpm: 7, ip: { rpd: 8 } },
      timeZone: "Europe/Rome",
    });
    await owner.patch(`/projects/${projectId}`, { rateLimits: { parallel: 9 }, limits: { weekly_usd: 5 } });
    await owner.patch(`/api-keys/${key.id}`, { usageLimit: 6, limits: { per_request_usd: 0.5 } });
    await say(`/budgets/${budget.id}`, 200, { method: "PATCH", body: { limitUsd: 2 } });
    // Of another project: it binds no request of this key.
    const { project } = await owner.post("/projects", { name: "Elsewhere" });
    await make({ scope: "project", scopeId: project.id, period: "day", limitUsd: 1 });
    const after = await look();
    expect(after).toMatchObject({
      organizationRateLimits: { rpm: 7 },
      ipRateLimits: { rpd: 8 },
      projectRateLimits: { parallel: 9 },
      timeZone: "Europe/Rome",
      credits: { lineNanos: null },
    });
    expect(
      after.budgets.map(({ id, scope, scopeId, period, limitNanos, allowUnpriced }) => [
        id,
        scope,
        scopeId,
        period,
        limitNanos,
        allowUnpriced,
      ]),
    ).toEqual([
      ["usage-limit", "key", key.id, "total", 6_000_000_000, false],
      ["key_per_request_usd", "key", key.id, "request", 500_000_000, false],
      ["project_weekly_usd", "project", projectId, "week", 5_000_000_000, false],
      ["monthly_usd", "organization", organizationId, "month", 4_000_000_000, true],
      [budget.id, "tag", "team=*", "week", 2_000_000_000, false],
    ]);
    await db
      .updateTable("credit_balances")
      .set({ credited_nanos: 11, line_nanos: 12 })
      .where("organization_id", "=", organizationId)
      .execute();
    expect((await look()).credits).toEqual({ creditedNanos: 11, lineNanos: 12 });
  });
});
