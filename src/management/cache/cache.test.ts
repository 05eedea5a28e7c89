import { beforeAll, beforeEach, expect, it } from "vitest";
import { MemoryAnswerCache } from "../../gateway/caching/memory-answer-cache.ts";
import { answerOf, keyOf } from "../../gateway/caching/testing/answers.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { CacheAdmin } from "./cache-admin.ts";

interface Said {
  readonly code: string;
  readonly message: string;
  readonly purged: number;
  readonly cache: Readonly<Record<string, unknown>>;
}

describeOnEngines("the cache of answers", (engine) => {
  let api: Harness;
  let cache: MemoryAnswerCache;
  let away = false;
  let token = "";
  let developer: Member;
  let other: Member;
  /** As the data plane's, and now and then out of reach. */
  const admin: CacheAdmin = {
    purge: (selector) => (away ? Promise.reject(new Error("connection lost")) : cache.purge(selector)),
    stats: (...given) => (away ? Promise.reject(new Error("connection lost")) : cache.stats(...given)),
  };
  const ask = (path: string, as: string, body?: object) =>
    api.call<Said>(path, { token: as, ...(body === undefined ? {} : { body }) });

  beforeAll(async () => {
    api = await makeHarness(engine, { cache: admin });
    token = await api.signIn();
    developer = await api.member("developer");
    other = await api.otherTenant();
  });
  beforeEach(async () => {
    away = false;
    cache = new MemoryAnswerCache({ maxBytes: 10_000_000, maxEntryBytes: 1_000_000 });
    const { organizationId, projectId } = api.first;
    const now = api.clock.now();
    const times = { storedAtMs: now - 60_000, expiresAtMs: now + 3_600_000 };
    await cache.put(organizationId, keyOf(1), answerOf({ projectId, ...times }));
    await cache.put(
      organizationId,
      keyOf(2),
      answerOf({ projectId: "proj_2", model: "m", requestId: "req_2", ...times }),
    );
    await cache.put(organizationId, keyOf(3), answerOf({ projectId: "proj_2", ...times, storedAtMs: now }));
    await cache.put(other.organizationId, keyOf(1), answerOf({ projectId, ...times }));
  });
  const count = async (organizationId: string) => (await cache.stats(organizationId, api.clock.now())).entries;

  it("200: says what it holds and saved, of the caller's organization alone", async () => {
    const { organizationId } = api.first;
    const now = api.clock.now();
    cache.note(organizationId, undefined, now);
    for (let i = 0; i < 3; i += 1) cache.note(organizationId, answerOf({ totalNanos: 500_000_000 }), now);
    const { status, body } = await ask("/cache", (await api.member("viewer")).token);
    expect(status).toBe(200);
    expect(body.cache).toEqual({
      organizationId,
      entries: 3,
      bytes: expect.any(Number) as number,
      hits: 3,
      misses: 1,
      hitRate: 0.75,
      savedUsd: 1.5,
      countedSince: new Date(now).toISOString(),
    });
    const { body: theirs } = await ask("/cache", other.token);
    expect(theirs.cache).toMatchObject({ entries: 1, hits: 0, hitRate: null, savedUsd: 0, countedSince: null });
  });

  it.each<[string, { key?: string; [other: string]: unknown }, number]>([
    ["everything", {}, 3],
    ["a model's answers", { model: "m" }, 1],
    ["one by its key", { key: keyOf(3) }, 1],
    ["the answer to a request", { requestId: "req_2" }, 1],
    ["what is older", { olderThanSeconds: 30 }, 2],
    ["nothing that is younger", { olderThanSeconds: 3_600 }, 0],
  ])("200: removes %s, and writes it down", async (_, body, purged) => {
    const { organizationId } = api.first;
    const answer = await ask("/cache/purge", token, body);
    expect([answer.status, answer.body]).toEqual([200, { purged }]);
    expect(await count(organizationId)).toBe(3 - purged);
    expect(await count(other.organizationId)).toBe(1);
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({
      action: "cache.purge",
      outcome: "success",
      target: `organization ${organizationId}`,
    });
    const { key, ...rest } = body;
    expect(event?.after).toEqual({ ...rest, ...(key === undefined ? {} : { entry: key }), purged });
  });

  it("200: a developer removes a project's, and no more", async () => {
    const { projectId } = api.first;
    const refused = await ask("/cache/purge", developer.token, {});
    expect([refused.status, refused.body.code]).toEqual([403, "permission_denied"]);
    expect(refused.body.message).toContain("projectId");
    expect((await ask("/cache/purge", developer.token, { projectId })).body).toEqual({ purged: 1 });
    expect((await auditOf(api, 1))[0]).toMatchObject({ action: "cache.purge", target: `project ${projectId}` });
    expect((await ask("/cache/purge", (await api.member("viewer")).token, { projectId })).status).toBe(403);
  });

  it.each<[object, string]>([
    [{ key: "x" }, "key"],
    [{ key: "ab" }, "key"],
    [{ model: "" }, "model"],
    [{ model: "a b" }, "model"],
    [{ requestId: "" }, "requestId"],
    [{ olderThanSeconds: -1 }, "olderThanSeconds"],
    [{ olderThanSeconds: 1.5 }, "olderThanSeconds"],
    [{ projectId: "' or 1=1" }, "projectId"],
    [{ all: true }, "all"],
  ])("400: %j names %s", async (body, name) => {
    const answer = await ask("/cache/purge", token, body);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_parameters"]);
    expect(JSON.stringify(answer.body)).toContain(name);
    expect(await count(api.first.organizationId)).toBe(3);
  });

  it("404: another organization's cache and project, and nothing of it goes", async () => {
    const { organizationId, projectId } = api.first;
    expect((await ask(`/cache?organizationId=${organizationId}`, other.token)).status).toBe(404);
    expect((await ask("/cache/purge", other.token, { organizationId })).status).toBe(404);
    expect((await ask("/cache/purge", other.token, { projectId })).status).toBe(404);
    expect(await count(organizationId)).toBe(3);
    expect(await count(other.organizationId)).toBe(1);
  });

  it("401: without a session", async () => {
    expect((await api.call("/cache")).status).toBe(401);
    expect((await api.call("/cache/purge", { body: {} })).status).toBe(401);
  });

  it("503: when the cache cannot be reached, and that nothing is known to be removed is written down", async () => {
    away = true;
    expect((await ask("/cache", token)).body.code).toBe("unhealthy");
    const { status, body } = await ask("/cache/purge", token, {});
    expect([status, body.code]).toEqual([503, "unhealthy"]);
    expect((await auditOf(api, 1))[0]).toMatchObject({ action: "cache.purge", outcome: "failure" });
    const without = await makeHarness(engine);
    const answer = await without.call<Said>("/cache", { token: await without.signIn() });
    expect([answer.status, answer.body.code]).toEqual([503, "unhealthy"]);
  });
});
