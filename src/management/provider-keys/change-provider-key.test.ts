import { describe, expect, it } from "vitest";
import { revealFields } from "../../store/connections.ts";
import { KEY, OTHER_KEY, useProviderKeys } from "./testing/fixture.ts";

describe("changing provider-keys", () => {
  const on = useProviderKeys();

  it("200: changes what is given and nothing else, and says what in the log", async () => {
    const made = await on.create({ name: "Old" });
    on.api.clock.nowMs += 1_000;
    const { status, body } = await on.patch(made.id, { name: "New", priority: 1, status: "inactive" });
    expect(status).toBe(200);
    expect(body.providerKey).toEqual({
      ...made,
      name: "New",
      priority: 1,
      status: "inactive",
      updatedAt: body.providerKey.updatedAt,
    });
    expect(body.providerKey.updatedAt > made.updatedAt).toBe(true);
    expect(await on.stored(made.id)).toBeUndefined();
    const [event] = await on.events("provider_key.update");
    expect(event).toMatchObject({
      before: { name: "Old", priority: 100, status: "active" },
      after: { name: "New", priority: 1, status: "inactive", replaced: [] },
    });
    expect((await on.patch(made.id, {})).status).toBe(200);
    expect(await on.events("provider_key.update")).toHaveLength(1);
  });

  it("200: replaces a secret, and keeps it when other fields change", async () => {
    const made = await on.create();
    const replaced = await on.patch(made.id, { credential: { apiKey: OTHER_KEY } });
    expect(replaced.body.providerKey.credential).toEqual({ apiKey: "••••abcd" });
    await on.patch(made.id, { weight: 7 });
    expect(revealFields((await on.stored(made.id))?.fields ?? {})).toEqual({ apiKey: OTHER_KEY });
    const [latest, first] = await on.events("provider_key.update");
    expect(first?.after).toMatchObject({ replaced: ["apiKey"] });
    expect(latest?.after).toMatchObject({ weight: 7 });
    expect(JSON.stringify([latest, first])).not.toMatch(/9876543210|abcd/);
  });

  it("400: sends no kept secret to another host", async () => {
    const made = await on.create({ baseUrl: "https://llm.example.com/v1" });
    for (const baseUrl of ["https://other.example.com/v1", "https://llm.example.com:8443/v1", null]) {
      const moved = await on.patch(made.id, { baseUrl });
      expect([moved.status, moved.body.param], String(baseUrl)).toEqual([400, "credential.apiKey"]);
    }
    expect((await on.patch(made.id, { baseUrl: "https://llm.example.com/v2" })).status).toBe(200);
    const given = await on.patch(made.id, {
      baseUrl: "https://other.example.com/v1",
      credential: { apiKey: OTHER_KEY },
    });
    expect(given.body.providerKey.baseUrl).toBe("https://other.example.com/v1");
    const bedrock = { region: "eu-west-1", accessKeyId: "AKIAABCDEFGHIJKLMNOP", secretAccessKey: "y".repeat(40) };
    const aws = await on.create({ provider: "aws-bedrock", credential: bedrock });
    const region = await on.patch(aws.id, { credential: { region: "us-east-1" } });
    expect([region.status, region.body.param]).toEqual([400, "credential.secretAccessKey"]);
  });

  it("400: clears no field that is needed, and no address of a custom provider", async () => {
    const made = await on.create();
    expect((await on.patch(made.id, { credential: { apiKey: null } })).body.param).toBe("credential.apiKey");
    const custom = { provider: "custom", customName: "own", wire: "anthropic", baseUrl: "https://llm.example.com/v1" };
    const own = await on.create(custom);
    expect((await on.patch(own.id, { baseUrl: null })).body.param).toBe("baseUrl");
    expect((await on.patch(own.id, { credential: { apiKey: null } })).body.providerKey.credential).toEqual({});
    expect((await on.patch(own.id, { baseUrl: "https://10.0.0.1/" })).body.param).toBe("baseUrl");
  });

  it("200: a secret that cannot be opened is mended by giving it again", async () => {
    const made = await on.create();
    await on.db.updateTable("provider_keys").set({ secrets: "v1.broken" }).where("id", "=", made.id).execute();
    const { body } = await on.call(`/provider-keys/${made.id}/test`, { method: "POST" });
    expect(body.test).toMatchObject({ verdict: "error", latencyMs: null });
    expect(on.tested).toEqual([]);
    expect((await on.patch(made.id, { credential: { apiKey: OTHER_KEY } })).status).toBe(200);
    expect(revealFields((await on.stored(made.id))?.fields ?? {})).toEqual({ apiKey: OTHER_KEY });
  });

  it("200: tests with the real credential and notes what was found", async () => {
    const made = await on.create({ baseUrl: "https://llm.example.com/v1" });
    on.result = { verdict: "bad_key", message: "The provider does not accept this key (status 401).", latencyMs: 87 };
    const { status, body } = await on.call(`/provider-keys/${made.id}/test`, { method: "POST" });
    expect([status, body.test]).toEqual([200, { ...on.result, testedAt: new Date(on.api.clock.nowMs).toISOString() }]);
    expect(on.tested[0]).toMatchObject({ fields: { apiKey: KEY }, baseUrl: "https://llm.example.com/v1" });
    expect(on.tested[0]?.provider.id).toBe("openai");
    expect((await on.call(`/provider-keys/${made.id}`)).body.providerKey).toMatchObject({
      lastTestedAt: body.test.testedAt,
      lastTestVerdict: "bad_key",
      lastTestMessage: on.result.message,
      lastTestLatencyMs: 87,
      updatedAt: made.updatedAt,
    });
    expect(await on.events("provider_key.test")).toMatchObject([{ outcome: "failure", after: { verdict: "bad_key" } }]);
  });

  it("429: tests only so often, and again after a minute", async () => {
    const made = await on.create();
    const statuses = [];
    for (let index = 0; index < 32; index += 1) {
      statuses.push((await on.call(`/provider-keys/${made.id}/test`, { method: "POST" })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    on.api.clock.nowMs += 60_000;
    expect((await on.call(`/provider-keys/${made.id}/test`, { method: "POST" })).status).toBe(200);
  });

  it("200: deletes with its secrets, for good", async () => {
    const made = await on.create();
    expect((await on.call(`/provider-keys/${made.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await on.call(`/provider-keys/${made.id}`)).status).toBe(404);
    expect((await on.call(`/provider-keys/${made.id}`, { method: "DELETE" })).status).toBe(404);
    expect(await on.db.selectFrom("provider_keys").selectAll().where("id", "=", made.id).execute()).toEqual([]);
    expect(await on.events("provider_key.delete")).toHaveLength(1);
  });
});
