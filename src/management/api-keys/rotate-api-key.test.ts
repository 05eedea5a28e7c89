import { beforeAll, expect, it } from "vitest";
import { hashApiKey } from "../../ids.ts";
import { createKeyDirectory } from "../../store/key-directory.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { auditOf, type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";

describeOnEngines("rotation of API keys", (engine) => {
  let api: Harness;
  let owner: Talk;
  let projectId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    projectId = api.first.projectId;
    owner = talkAs(api, await api.signIn());
  });
  const make = async (fields: object = {}) => await owner.post("/api-keys", { projectId, ...fields });

  const directory = () => createKeyDirectory({ db: api.store.db, clock: api.clock, log: silent, maxKeys: 10 });
  const lookup = async (key: string) => await directory().lookup(hashApiKey(key));

  it("200: both secrets are the same key, the old one until the overlap ends", async () => {
    const { apiKey, key } = await make({ environment: "development", rotationReminderDays: 1 });
    api.clock.nowMs += 5_000;
    const rotated = await owner.post(`/api-keys/${apiKey.id}/rotate`, { overlapSeconds: 60 }, 200);
    const now = new Date(api.clock.nowMs);
    expect(rotated.key).toMatch(/^llm_gw_dev_[0-9A-Za-z]{40}$/);
    expect(rotated.key).not.toBe(key);
    expect(rotated.previousValidUntil).toBe(new Date(now.getTime() + 60_000).toISOString());
    expect(rotated.apiKey).toEqual({
      ...apiKey,
      last4: rotated.key.slice(-4),
      rotatedAt: now.toISOString(),
      rotationDueAt: new Date(now.getTime() + 86_400_000).toISOString(),
      updatedAt: now.toISOString(),
    });
    expect((await owner.get(`/api-keys/${apiKey.id}`)).apiKey).toEqual(rotated.apiKey);
    expect(await lookup(rotated.key)).toMatchObject({ keyId: apiKey.id, expiresAtMs: null });
    expect(await lookup(key)).toMatchObject({ keyId: apiKey.id, expiresAtMs: now.getTime() + 60_000 });
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({
      action: "api-key.rotate",
      before: { last4: key.slice(-4) },
      after: { last4: rotated.key.slice(-4), previousValidUntil: rotated.previousValidUntil },
    });
    const retired = await api.store.db.selectFrom("retired_secrets").selectAll().execute();
    expect(JSON.stringify([retired, await auditOf(api, 50)])).not.toContain(rotated.key.slice(12));
  });

  it("200: without a body the overlap is a day", async () => {
    const { apiKey, key } = await make();
    const rotated = await owner.post(`/api-keys/${apiKey.id}/rotate`, undefined, 200);
    expect(rotated.previousValidUntil).toBe(new Date(api.clock.nowMs + 86_400_000).toISOString());
    expect(await lookup(key)).toMatchObject({ expiresAtMs: api.clock.nowMs + 86_400_000 });
    const headers = { "content-type": "application/json" };
    expect((await owner.send(`/api-keys/${apiKey.id}/rotate`, { method: "POST", headers })).status).toBe(200);
  });

  it("200: an overlap of nothing ends every earlier secret at once, and a longer one prolongs none", async () => {
    const { apiKey, key: first } = await make();
    const rotate = async (overlapSeconds: number) =>
      (await owner.post(`/api-keys/${apiKey.id}/rotate`, { overlapSeconds }, 200)).key;
    const second = await rotate(60);
    const third = await rotate(3_600);
    const validUntil = async (key: string) => (await lookup(key))?.expiresAtMs;
    expect(await validUntil(first)).toBe(api.clock.nowMs + 60_000);
    expect(await validUntil(second)).toBe(api.clock.nowMs + 3_600_000);
    const fourth = await rotate(0);
    for (const old of [first, second, third]) expect(await validUntil(old)).toBe(api.clock.nowMs);
    expect(await validUntil(fourth)).toBeNull();
  });

  it("200: of an old secret the key's own expiry counts if it is earlier", async () => {
    const expiresAt = new Date(api.clock.nowMs + 10_000);
    const { apiKey, key } = await make({ expiresAt: expiresAt.toISOString() });
    await owner.post(`/api-keys/${apiKey.id}/rotate`, { overlapSeconds: 60 }, 200);
    expect(await lookup(key)).toMatchObject({ expiresAtMs: expiresAt.getTime() });
  });

  it("many at once leave one secret valid and every other retired", async () => {
    const { apiKey, key } = await make();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => owner.post(`/api-keys/${apiKey.id}/rotate`, { overlapSeconds: 60 }, 200)),
    );
    const secrets = [key, ...answers.map((each) => each.key)];
    const found = await Promise.all(secrets.map(lookup));
    expect(found.every((each) => each?.keyId === apiKey.id)).toBe(true);
    expect(found.filter((each) => each?.expiresAtMs === null).length).toBe(1);
  });

  it.each([{ overlapSeconds: -1 }, { overlapSeconds: 2_592_001 }, { overlapSeconds: 0.5 }, { key: "mine" }, []])(
    "400: %j",
    async (body) => {
      const { apiKey } = await make();
      await owner.post(`/api-keys/${apiKey.id}/rotate`, body, 400);
    },
  );
});
