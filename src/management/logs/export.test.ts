import { beforeAll, describe, expect, it } from "vitest";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { createContentSink } from "../../store/contents/content-sink.ts";
import { silent, useEmbedded } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { type Harness, type Member, makeHarness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;

describe("logs: export, text and content", () => {
  const engine = useEmbedded();
  let api: Harness;
  let other: Member;
  let viewer: Member;
  let developer: Member;
  const at = (daysAgo: number): string => new Date(NOW - daysAgo * DAY_MS).toISOString();
  const add = (...records: Partial<RequestRecord>[]) =>
    applyRecords(
      api.store.db,
      records.map((record) => testRecord({ organizationId: api.first.organizationId, ...record })),
    );
  beforeAll(async () => {
    api = await makeHarness(engine);
    api.clock.nowMs = NOW;
    [viewer, developer, other] = [await api.member("viewer"), await api.member("developer"), await api.otherTenant()];
    await add(
      { requestId: "req_a", timestamp: at(1), savingsNanos: -500, tags: { team: "ads", tier: "x" } },
      { requestId: "req_b", timestamp: at(2), source: '=HYPERLINK("http://x")', userAgent: 'a,"b"\r\nc' },
      { requestId: "req_50%", timestamp: at(3), status: 502, errorCode: "all_providers_failed" },
      { requestId: "req_old", timestamp: at(40) },
      { requestId: "req_other", timestamp: at(1), organizationId: other.organizationId },
    );
  });

  const raw = async (path: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await api.app.fetch(new Request(`http://localhost/api/v1${path}`, { headers }));
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
      response,
    };
  };

  it("CSV: oldest first, quoted, and no cell is a formula", async () => {
    const { status, type, text, response } = await raw("/logs/export", viewer.token);
    expect([status, type]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="logs.csv"');
    const [header = "", ...lines] = text.split("\r\n");
    expect(header.split(",").slice(0, 3)).toEqual(["timestamp", "requestId", "organizationId"]);
    expect([...text.matchAll(/,(req_[^,]+),/g)].map(([, id]) => id)).toEqual(["req_50%", "req_b", "req_a"]);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain('"a,""b""\r\nc"');
    expect(lines.join("\n")).toContain(",-0.0000005,");
    expect(text).not.toContain("req_other");
  });

  it("JSON: the same entries as the list, by the same filters", async () => {
    const { text } = await raw("/logs/export?format=json&tag=team:ads&tag=tier:x", viewer.token);
    const { logs } = JSON.parse(text) as { logs: unknown[] };
    const { body } = await api.call("/logs?tag=team:ads", { token: viewer.token });
    expect(logs).toEqual(body.logs);
    expect(logs).toHaveLength(1);
    const none = await raw("/logs/export?format=json&status=418", viewer.token);
    expect(JSON.parse(none.text)).toEqual({ logs: [] });
  });

  it("gives every row once over many batches", async () => {
    const many = Array.from({ length: 2_300 }, (_, index) => ({
      requestId: `req_m${index}`,
      timestamp: at(20),
      sessionId: "many",
    }));
    await add(...many);
    const { text } = await raw("/logs/export?format=json&sessionId=many", viewer.token);
    const ids = (JSON.parse(text) as { logs: { requestId: string }[] }).logs.map((log) => log.requestId);
    expect(new Set(ids).size).toBe(2_300);
    expect(ids).toHaveLength(2_300);
  });

  it.each([
    ["from=2026-01-01&to=2026-03-01", 400],
    ["from=2026-11-02&to=2026-11-01", 400],
    ["format=xml", 400],
    ["organizationId=org_nope", 404],
  ])("export?%s: %d", async (query, status) => {
    expect((await raw(`/logs/export?${query}`, viewer.token)).status).toBe(status);
  });

  it.each([
    ["REQ_B", ["req_b"]],
    ["50%25", ["req_50%"]],
    ["providers_f", ["req_50%"]],
    ["req_o", []],
    ["%25", ["req_50%"]],
  ])("finds text %s", async (text, expected) => {
    const { body } = await api.call(`/logs?text=${text}&to=2026-11-22`, { token: viewer.token });
    expect(body.logs.map((log) => log.requestId)).toEqual(expected);
  });

  it("content: for developers, where it is kept and turned on, and told of in the audit log", async () => {
    const path = "/logs/req_a/content";
    const owner = await api.signIn();
    const settings = `/organizations/${api.first.organizationId}/settings`;
    expect((await api.call(path, { token: viewer.token })).status).toBe(403);
    const off = await api.call(path, { token: developer.token });
    expect([off.status, off.body.message]).toEqual([404, expect.stringMatching(/store_content/)]);
    await api.call(settings, { method: "PATCH", token: owner, body: { retention: { store_content: true } } });
    const none = await api.call(path, { token: developer.token });
    expect([none.status, none.body.message]).toEqual([404, expect.stringMatching(/No content was kept/)]);

    const { db } = api.store;
    const sink = createContentSink({
      db,
      masterKeys: PROVIDER_KEYS_OF_TESTS.masterKeys,
      clock: api.clock,
      log: silent,
    });
    const expiresAt = new Date(NOW + DAY_MS);
    const item = { recordId: "req_a", requestId: "req_a", organizationId: api.first.organizationId, projectId: null };
    sink.put({ ...item, request: '{"q":1}', answer: "data: 1", expiresAt });
    await sink.stop();
    const { status, body } = await api.call<{ content: object }>(path, { token: developer.token });
    expect([status, body.content]).toEqual([
      200,
      expect.objectContaining({ requestId: "req_a", request: '{"q":1}', answer: "data: 1", truncated: false }),
    ]);
    expect((await api.call(path, { token: other.token })).status).toBe(404);
    const events = await db.selectFrom("audit_events").select("action").where("target_id", "=", "req_a").execute();
    expect(events).toEqual([{ action: "logs.read_content" }]);
  });
});
