import { beforeAll, describe, expect, it } from "vitest";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";

const FOUND = { guardrail: "staff", type: "regex", where: "input", behavior: "redact", count: 2, path: null } as const;
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();

const ROUTE = { project: "shop", route: "support", configId: "cfg_1", version: 3, inputNanos: 7 };

describe("logs", () => {
  const engine = useEmbedded();
  let api: Harness;
  let token = "";
  let other: { readonly organizationId: string; readonly token: string };

  const add = (...records: Partial<RequestRecord>[]) => {
    const organizationId = api.first.organizationId;
    return applyRecords(
      api.store.db,
      records.map((record) => testRecord({ organizationId, ...record })),
    );
  };
  const ids = async (query: string, as = token): Promise<string[]> => {
    const answer = await api.call(`/logs?${query}`, { token: as });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.logs.map((log) => log.requestId);
  };

  beforeAll(async () => {
    api = await makeHarness(engine);
    token = await api.signIn();
    other = await api.otherTenant("viewer");
    await add(
      { requestId: "req_a", timestamp: at(1) },
      { requestId: "req_b", timestamp: at(2), status: 404, errorCode: "model_not_found", provider: null, model: null },
      { requestId: "req_c", timestamp: at(3), status: 502, projectId: "proj_2", sessionId: "s-2", source: "batch" },
      { requestId: "req_d", timestamp: at(4), cached: true, tags: { team: "ads", "a:b": "c:d" }, apiKeyId: "key_2" },
      {
        requestId: "req_e",
        timestamp: at(5),
        provider: "openai",
        model: "gpt-4o-mini",
        nativeModel: "gpt-4o-mini-x",
        route: ROUTE,
        guardrails: [FOUND],
      },
      { requestId: "req_other", timestamp: at(6), organizationId: other.organizationId },
      { requestId: "req_nobody", timestamp: at(7), organizationId: null },
    );
  });

  it("200: newest first, only of one's organizations", async () => {
    expect(await ids("")).toEqual(["req_e", "req_d", "req_c", "req_b", "req_a"]);
    expect(await ids("", other.token)).toEqual(["req_other"]);
    expect(await ids(`organizationId=${api.first.organizationId}&limit=1`)).toEqual(["req_e"]);
  });

  it.each([
    ["projectId=proj_2", ["req_c"]],
    ["apiKeyId=key_2", ["req_d"]],
    ["model=gpt-4o-mini", ["req_e"]],
    ["model=gpt-4o-mini-x", ["req_e"]],
    ["model=openai/gpt-4o-mini", ["req_e"]],
    ["provider=openai", ["req_e"]],
    ["status=502", ["req_c"]],
    ["errorCode=model_not_found", ["req_b"]],
    ["endpoint=/v1/chat/completions&errorCode=model_not_found", ["req_b"]],
    ["endpoint=/v1/messages", []],
    ["paidBy=own-key", []],
    ["paidBy=credits&status=502", ["req_c"]],
    ["status=4xx", ["req_b"]],
    ["status=error", ["req_c", "req_b"]],
    ["status=2xx&cached=true", ["req_d"]],
    ["cached=false&status=2xx", ["req_e", "req_a"]],
    ["sessionId=s-2&source=batch", ["req_c"]],
    ["requestId=req_a", ["req_a"]],
    ["route=support", ["req_e"]],
    ["route=shop/support", ["req_e"]],
    ["route=shop", []],
    ["route=other/support", []],
    ["tag=team:ads", ["req_d"]],
    ["tag=team:ads&tag=a:b", []],
    ["guardrail=staff", ["req_e"]],
    ["guardrail=*", ["req_e"]],
    ["guardrail=other", []],
    [`from=${at(2)}&to=${at(4)}`, ["req_c", "req_b"]],
    ["from=2026-11-22", []],
    ["requestId=req_other", []],
    ["projectId=%27%20or%201%3D1--", []],
  ])("200: filters by %s", async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it("200: pages join without gap or repetition while rows are added", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    let page = 0;
    while (cursor !== null) {
      const query: string = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
      const { body } = await api.call(`/logs?${query}`, { token });
      seen.push(...body.logs.map((log) => log.requestId));
      cursor = body.nextCursor;
      page += 1;
      await add({ requestId: `req_late_${page}`, timestamp: at(30 + page) });
    }
    expect(seen).toEqual(["req_e", "req_d", "req_c", "req_b", "req_a"]);
    expect(page).toBe(3);
  });

  it("200: an entry names its route, and the version of the configuration", async () => {
    const { body } = await api.call("/logs?route=support", { token });
    const route = { project: "shop", route: "support", configId: "cfg_1", configVersion: 3 };
    expect(body.logs).toMatchObject([{ requestId: "req_e", route }]);
    expect((await api.call("/logs?requestId=req_a", { token })).body.logs).toMatchObject([{ route: null }]);
  });

  it("200: searches parts of ids, models and codes of a month; a whole id alone, of whatever age", async () => {
    await add(
      { requestId: "trace_1", timestamp: "2026-09-01T12:00:00.000Z", model: "rare_model", nativeModel: null },
      { requestId: "trace_12", timestamp: at(8), errorCode: "Trace_1_failed", status: 500 },
    );
    expect(await ids("text=trace_1")).toEqual(["trace_1"]);
    expect(await ids("text=trace_1&status=500")).toEqual([]);
    expect(await ids("text=TRACE_1")).toEqual(["trace_12"]);
    expect(await ids("text=race_1_fail")).toEqual(["trace_12"]);
    // Not within a month, and no wildcards.
    expect(await ids("text=rare_mod")).toEqual([]);
    expect(await ids("text=trace%2512")).toEqual([]);
  });

  it("200: one entry with exact money and its receipt", async () => {
    const { status, body } = await api.call("/logs/req_a", { token });
    expect(status).toBe(200);
    expect(body.log).toMatchObject({
      requestId: "req_a",
      timestamp: at(1),
      organizationId: api.first.organizationId,
      latencyMs: 234.5,
      usage: { promptTokens: 150, completionTokens: 89, totalTokens: 239, cacheReadTokens: 50, estimated: false },
      cost: { providerCostUsd: 0.00023, platformFeeUsd: 0.00002, totalUsd: 0.00025, savingsVsDefaultUsd: 0.00089 },
      tags: { team: "search" },
      receipt: { request_id: "req_a" },
    });
    expect(body.log).not.toHaveProperty("v");
    expect(body.log).not.toHaveProperty("totalNanos");
  });

  it("404: another organization's request, one of nobody's, one that never was, another's organization", async () => {
    for (const id of ["req_other", "req_nobody", "req_never"]) {
      const { status, body } = await api.call(`/logs/${id}`, { token });
      expect([status, body.code, body.error]).toEqual([404, "not_found", true]);
    }
    expect((await api.call("/logs/req_a", { token: other.token })).status).toBe(404);
    expect((await api.call(`/logs?organizationId=${other.organizationId}`, { token })).status).toBe(404);
  });

  it("401: without a session", async () => {
    expect((await api.call("/logs")).body.code).toBe("unauthenticated");
    expect((await api.call("/logs/req_a")).status).toBe(401);
  });

  it("403: a user who belongs nowhere", async () => {
    const outsider = await api.otherTenant();
    await api.store.db.deleteFrom("memberships").where("organization_id", "=", outsider.organizationId).execute();
    const { status, body } = await api.call("/logs", { token: outsider.token });
    expect([status, body.code]).toEqual([403, "permission_denied"]);
  });

  it.each([
    ["limit=201", "limit"],
    ["limit=0", "limit"],
    ["limit=ten", "limit"],
    ["status=6xx", "status"],
    ["from=yesterday", "from"],
    ["tag=novalue", "tag"],
    ["cached=perhaps", "cached"],
    ["cursor=rubbish", "cursor"],
    ["cursor=WzFlOTksImEiXQ", "cursor"],
    [`model=${"m".repeat(600)}`, "model"],
  ])("400: %s", async (query, param) => {
    const { status, body } = await api.call(`/logs?${query}`, { token });
    expect([status, body.code, body.param]).toEqual([400, "invalid_parameters", param]);
  });
});
