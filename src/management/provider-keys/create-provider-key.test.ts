import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../providers/registry.ts";
import { connectionsVersion, revealFields } from "../../store/connections.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { makeHarness, PROVIDER_KEYS_OF_TESTS } from "../testing/harness.ts";
import { KEY, resolveOfTests, useProviderKeys } from "./testing/fixture.ts";

describe("making provider-keys", () => {
  const on = useProviderKeys();
  const engine = useEmbedded();

  it("201: seals the key, shows its last four, and brings it to the data plane", async () => {
    const before = await connectionsVersion(on.db);
    const made = await on.create({ name: " Main ", priority: 5, weight: 3, baseUrl: "https://llm.example.com/v1/" });
    expect(made).toMatchObject({
      organizationId: on.organizationId,
      projectId: null,
      provider: "openai",
      customName: null,
      wire: null,
      name: "Main",
      credential: { apiKey: "••••wxyz" },
      baseUrl: "https://llm.example.com/v1",
      priority: 5,
      weight: 3,
      status: "active",
      lastTestedAt: null,
      createdBy: on.owner.userId,
    });
    expect(made.id).toMatch(/^pk_[0-9A-Za-z]{24}$/);
    expect(JSON.stringify(await on.db.selectFrom("provider_keys").selectAll().execute())).not.toContain(KEY);
    expect(await connectionsVersion(on.db)).toBeGreaterThan(before);
    expect(revealFields((await on.stored(made.id))?.fields ?? {})).toEqual({ apiKey: KEY });
    const [event] = await on.events("provider_key.create");
    expect(JSON.stringify(event)).not.toContain("wxyz");
  });

  it("201: several of one provider, and short or long secrets without their ends", async () => {
    await on.create();
    const short = await on.create({ credential: { apiKey: "short-key" } });
    expect(short.credential).toEqual({ apiKey: "••••" });
    expect((await on.call("/provider-keys")).body.providerKeys).toHaveLength(2);
  });

  it("201: every provider's credential, by its own schema", async () => {
    const cases: [string, Record<string, string>][] = [
      ["aws-bedrock", { region: "eu-central-1", accessKeyId: "AKIAABCDEFGHIJKLMNOP", secretAccessKey: "x".repeat(40) }],
      ["azure", { resource: "my-resource", apiKey: KEY }],
      ["google-vertex", { project: "my-project", serviceAccountJson: JSON.stringify({ type: "service_account" }) }],
    ];
    for (const [provider, credential] of cases) {
      if (!PROVIDERS.some((one) => one.id === provider)) continue;
      const answer = await on.call("/provider-keys", { body: { provider, credential } });
      if (answer.status === 400) expect(answer.body.param).toMatch(/^credential\./);
      else expect(JSON.stringify(answer.body)).not.toMatch(/x{40}|service_account"/);
    }
  });

  it("201: a custom provider, called by its name", async () => {
    const custom = {
      provider: "custom",
      customName: "local-llama",
      wire: "openai",
      baseUrl: "https://llm.example.com/v1",
    };
    const made = await on.create({ ...custom, credential: {} });
    expect(made).toMatchObject({ customName: "local-llama", wire: "openai", credential: {}, name: "local-llama" });
    expect(await on.stored(made.id)).toMatchObject({ custom: { name: "local-llama", wire: "openai" } });
    const again = await on.call("/provider-keys", { body: { ...custom, credential: {} } });
    expect([again.status, again.body.param]).toEqual([409, "customName"]);
    await on.addProject("a-project");
    const taken = await on.call("/provider-keys", { body: { ...custom, customName: "a-project" } });
    expect([taken.status, taken.body.param]).toEqual([409, "customName"]);
  });

  it("one of two that want the same name at once gets it", async () => {
    const custom = { provider: "custom", customName: "race", wire: "openai", baseUrl: "https://llm.example.com/v1" };
    const answers = await Promise.all([1, 2, 3].map(() => on.call("/provider-keys", { body: custom })));
    expect(answers.map((one) => one.status).toSorted()).toEqual([201, 409, 409]);
  });

  it("201: for one project of the organization, and none of another", async () => {
    const projectId = await on.addProject("one");
    const made = await on.create({ projectId });
    expect(made.projectId).toBe(projectId);
    expect((await on.call(`/provider-keys?projectId=${projectId}`)).body.providerKeys).toHaveLength(1);
    const stranger = await on.api.otherTenant("owner");
    const foreign = await on.addProject("two", stranger.organizationId);
    for (const id of [foreign, "proj_never"]) {
      expect(
        (await on.call("/provider-keys", { body: { provider: "openai", credential: { apiKey: KEY }, projectId: id } }))
          .status,
      ).toBe(404);
      expect((await on.patch(made.id, { projectId: id })).status).toBe(404);
    }
    expect((await on.patch(made.id, { projectId: null })).body.providerKey.projectId).toBeNull();
  });

  it.each<[string, object, string]>([
    ["an unknown provider", { provider: "nobody", credential: { apiKey: KEY } }, "provider"],
    ["a provider inside the gateway", { provider: "mock", credential: {} }, "provider"],
    ["no credential", { provider: "openai" }, "credential.apiKey"],
    ["an empty key", { provider: "openai", credential: { apiKey: " " } }, "credential.apiKey"],
    [
      "an unknown field",
      { provider: "openai", credential: { apiKey: KEY, organisation: "x" } },
      "credential.organisation",
    ],
    ["a key that is no header", { provider: "openai", credential: { apiKey: "a b\nc" } }, "credential.apiKey"],
    ["a masked key sent back", { provider: "openai", credential: { apiKey: "••••wxyz" } }, "credential.apiKey"],
    ["a key that is no text", { provider: "openai", credential: { apiKey: 5 } }, "credential.apiKey"],
    [
      "the operator's own fields",
      { provider: "aws-bedrock", credential: { region: "eu-west-1", profile: "root" } },
      "credential.profile",
    ],
    [
      "a host in a field",
      { provider: "azure", credential: { resource: "evil.com/x", apiKey: KEY } },
      "credential.resource",
    ],
    ["a server without its address", { provider: "vllm", credential: {} }, "baseUrl"],
    ["plain http", { provider: "openai", credential: { apiKey: KEY }, baseUrl: "http://llm.example.com" }, "baseUrl"],
    [
      "a private address",
      { provider: "openai", credential: { apiKey: KEY }, baseUrl: "https://127.0.0.1/" },
      "baseUrl",
    ],
    [
      "a name of one",
      { provider: "openai", credential: { apiKey: KEY }, baseUrl: "https://private.example.com/" },
      "baseUrl",
    ],
    [
      "a query",
      { provider: "openai", credential: { apiKey: KEY }, baseUrl: "https://llm.example.com/v1?x=1" },
      "baseUrl",
    ],
    [
      "a password in the URL",
      { provider: "openai", credential: { apiKey: KEY }, baseUrl: "https://a:b@llm.example.com" },
      "baseUrl",
    ],
    [
      "a custom one without a name",
      { provider: "custom", wire: "openai", baseUrl: "https://llm.example.com" },
      "customName",
    ],
    ["without a wire", { provider: "custom", customName: "x", baseUrl: "https://llm.example.com" }, "wire"],
    ["without an address", { provider: "custom", customName: "x", wire: "openai" }, "baseUrl"],
    [
      "with a strange wire",
      { provider: "custom", customName: "x", wire: "gemini", baseUrl: "https://llm.example.com" },
      "wire",
    ],
    [
      "named as a provider",
      { provider: "custom", customName: "openai", wire: "openai", baseUrl: "https://llm.example.com" },
      "customName",
    ],
    [
      "named custom",
      { provider: "custom", customName: "custom", wire: "openai", baseUrl: "https://llm.example.com" },
      "customName",
    ],
    [
      "named oddly",
      { provider: "custom", customName: "A/B", wire: "openai", baseUrl: "https://llm.example.com" },
      "customName",
    ],
    ["a name for a known one", { provider: "openai", customName: "x", credential: { apiKey: KEY } }, "customName"],
    ["a priority below 0", { provider: "openai", credential: { apiKey: KEY }, priority: -1 }, "priority"],
    ["a weight of 0", { provider: "openai", credential: { apiKey: KEY }, weight: 0 }, "weight"],
    ["a strange status", { provider: "openai", credential: { apiKey: KEY }, status: "deleted" }, "status"],
  ])("400: %s", async (_, body, param) => {
    const answer = await on.call("/provider-keys", { body });
    expect([answer.status, answer.body.code, answer.body.param]).toEqual([400, "invalid_parameters", param]);
    expect(JSON.stringify(answer.body)).not.toContain(KEY);
    expect((await on.call("/provider-keys")).body.providerKeys).toEqual([]);
  });

  it("200: keeps a URL whose name is not known now: it is checked when it is called", async () => {
    expect((await on.create({ baseUrl: "https://later.example.com/v1" })).baseUrl).toBe("https://later.example.com/v1");
  });

  it("private addresses where the operator allows them, metadata services never", async () => {
    const open = await makeHarness(engine, {
      allowPrivateUrls: true,
      providerKeys: { ...PROVIDER_KEYS_OF_TESTS, resolve: resolveOfTests },
    });
    const token = (await open.otherTenant("owner")).token;
    const ask = (baseUrl: string) => open.call("/provider-keys", { token, body: { provider: "ollama", baseUrl } });
    expect((await ask("http://10.0.0.5:11434/v1")).status).toBe(201);
    expect((await ask("http://169.254.169.254/v1")).status).toBe(400);
  });
});
