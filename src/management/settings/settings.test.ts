import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { readOrganizationSettings } from "../../store/organization-settings.ts";
import type { SettingsDocument } from "../../store/sql/tables/organization-settings.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { auditOf, type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import { checkKeptUrl } from "./check-url.ts";
import type { SettingsView } from "./schema.ts";
import { mergeSettings } from "./service.ts";

const NOTHING_SET: SettingsView = {
  routingPreferences: {
    default_priority: null,
    quality_threshold: null,
    max_latency_ms: null,
    allowed_providers: [],
    blocked_providers: [],
    allowed_models: [],
    blocked_models: [],
    fallback_enabled: null,
    fallback_chain: [],
  },
  limits: { daily_usd: null, weekly_usd: null, monthly_usd: null, per_request_usd: null, allow_unpriced: false },
  rateLimits: { ip: null },
  timeZone: "UTC",
  alerts: { threshold_percent: 80, webhook_url: null },
  semanticCache: {
    cache_enabled: false,
    similarity_threshold: 0.95,
    ttl_seconds: 3_600,
    exclude_models: [],
    mode: "on",
    namespace: "organization",
    embedding_model: null,
  },
  exactCache: { namespace: "project", coalesce: false },
  pii: {
    pii_detection_enabled: false,
    pii_action: "redact",
    pii_types: ["email", "phone", "ssn", "credit_card", "api_key"],
  },
  guardrails: [],
  ipAllowlist: null,
  residency: { allowed_regions: [] },
  retention: { store_content: false, days: 30 },
  configs: { separate_approval: false },
};

/** The documents of the product's description, as they stand there. */
const SEEDS = {
  routingPreferences: {
    default_priority: "cost",
    quality_threshold: 0.8,
    max_latency_ms: 3000,
    allowed_providers: ["openai", "anthropic", "mistral"],
    blocked_providers: [],
    allowed_models: [],
    blocked_models: [],
    fallback_enabled: true,
    fallback_chain: ["anthropic/claude-3-haiku", "mistral/mistral-small"],
  },
  limits: { daily_usd: 100, monthly_usd: 2500, per_request_usd: 0.5 },
  alerts: { threshold_percent: 80, webhook_url: "https://your-app.com/webhook/spend-alert" },
  semanticCache: { cache_enabled: true, similarity_threshold: 0.95, ttl_seconds: 3600, exclude_models: [] },
  pii: {
    pii_detection_enabled: true,
    pii_action: "redact",
    pii_types: ["email", "phone", "ssn", "credit_card", "api_key"],
  },
} as const;

describeOnEngines("organization settings", (engine) => {
  let api: Harness;
  let owner: Talk;
  let path = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = talkAs(api, await api.signIn());
    path = `/organizations/${api.first.organizationId}/settings`;
  });
  const clear = () => owner.patch(path, Object.fromEntries(Object.keys(NOTHING_SET).map((part) => [part, null])));
  const stored = async () =>
    await api.store.db.selectFrom("organization_settings").select(["document", "version"]).executeTakeFirst();

  it("200: shows every part with every field before anything is set, and stores nothing by that", async () => {
    expect(await owner.get(path)).toEqual({ settings: NOTHING_SET });
    expect(await stored()).toBeUndefined();
  });

  it("200: takes the documents of the description, and the data plane reads what was meant", async () => {
    const { settings } = await owner.patch(path, SEEDS);
    expect(settings).toEqual({
      ...NOTHING_SET,
      ...SEEDS,
      limits: { ...NOTHING_SET.limits, ...SEEDS.limits },
      semanticCache: { ...NOTHING_SET.semanticCache, ...SEEDS.semanticCache },
    });
    expect(await owner.get(path)).toEqual({ settings });
    const read = readOrganizationSettings((await stored())?.document);
    expect(read.limits.perRequestNanos).toBe(500_000_000);
    expect(read.routingPreferences.fallbackChain).toEqual(SEEDS.routingPreferences.fallback_chain);
    expect(read.semanticCache.enabled).toBe(true);
  });

  it("200: merges fields, null clears a field or a part, and what is left empty is not kept", async () => {
    await clear();
    await owner.patch(path, { limits: { daily_usd: "10.50", weekly_usd: 50 }, ipAllowlist: ["10.1.2.3/8", "::1"] });
    expect((await owner.patch(path, { limits: { daily_usd: 20 } })).settings.limits).toEqual({
      daily_usd: 20,
      weekly_usd: 50,
      monthly_usd: null,
      per_request_usd: null,
      allow_unpriced: false,
    });
    const { settings } = await owner.patch(path, { limits: { weekly_usd: null } });
    expect(settings.limits).toMatchObject({ daily_usd: 20, weekly_usd: null });
    expect(settings.ipAllowlist).toEqual(["10.0.0.0/8", "::1"]);
    expect((await owner.patch(path, { ipAllowlist: null })).settings.ipAllowlist).toBeNull();
    await owner.patch(path, { ipAllowlist: ["10.0.0.0/8"] });
    expect((await owner.patch(path, { ipAllowlist: [] })).settings.ipAllowlist).toBeNull();
    expect((await owner.patch(path, { limits: null })).settings).toEqual(NOTHING_SET);
    expect((await stored())?.document).toEqual({});
  });

  it("200: records what changed, raises the version by each change and by no other call", async () => {
    await clear();
    const version = (await stored())?.version ?? 0;
    await owner.patch(path, { retention: { store_content: true } });
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({
      action: "settings.update",
      target: `organization ${api.first.organizationId}`,
      actor: api.first.email,
      before: { retention: null },
      after: { retention: { store_content: true } },
    });
    await owner.patch(path, { retention: { store_content: true } });
    await owner.patch(path, {});
    await owner.get(path);
    expect((await stored())?.version).toBe(version + 1);
    expect(await auditOf(api, 1)).toEqual([event]);
  });

  it("200: simultaneous changes of different fields are all kept", async () => {
    await clear();
    const changes = [
      { limits: { daily_usd: 1 } },
      { limits: { weekly_usd: 2 } },
      { limits: { monthly_usd: 3 } },
      { pii: { pii_detection_enabled: true } },
      { retention: { days: 7 } },
    ];
    await Promise.all(changes.map((change) => owner.patch(path, change)));
    const { settings } = await owner.get(path);
    expect(settings).toMatchObject({
      limits: { daily_usd: 1, weekly_usd: 2, monthly_usd: 3 },
      pii: { pii_detection_enabled: true },
      retention: { days: 7 },
    });
  });

  it.each<[unknown, string]>([
    [{ routingPreferences: { default_priority: "luck" } }, "routingPreferences.default_priority"],
    [{ routingPreferences: { quality_threshold: 1.1 } }, "routingPreferences.quality_threshold"],
    [{ routingPreferences: { max_latency_ms: 0 } }, "routingPreferences.max_latency_ms"],
    [{ routingPreferences: { allowed_providers: ["open ai"] } }, "routingPreferences.allowed_providers[0]"],
    [{ routingPreferences: { fallback_chain: Array(11).fill("a") } }, "routingPreferences.fallback_chain"],
    [{ routingPreferences: { fallback_enabled: "yes" } }, "routingPreferences.fallback_enabled"],
    [{ limits: { daily_usd: -1 } }, "limits.daily_usd"],
    [{ limits: { per_request_usd: "1e3" } }, "limits.per_request_usd"],
    [{ alerts: { threshold_percent: 0 } }, "alerts.threshold_percent"],
    [{ alerts: { threshold_percent: 101 } }, "alerts.threshold_percent"],
    [{ semanticCache: { similarity_threshold: 0.89 } }, "semanticCache.similarity_threshold"],
    [{ semanticCache: { similarity_threshold: 0.991 } }, "semanticCache.similarity_threshold"],
    [{ semanticCache: { embedding_model: "text-embedding-3-small" } }, "semanticCache.embedding_model"],
    [{ semanticCache: { similarity: 0.95 } }, "semanticCache.similarity"],
    [{ semanticcache: {} }, "semanticcache"],
    [{ semanticCache: { ttl_seconds: 0 } }, "semanticCache.ttl_seconds"],
    [{ pii: { pii_action: "ignore" } }, "pii.pii_action"],
    [{ pii: { pii_types: ["shoe_size"] } }, "pii.pii_types[0]"],
    [{ ipAllowlist: ["10.0.0.0/33"] }, "ipAllowlist[0]"],
    [{ residency: { allowed_regions: ["EU"] } }, "residency.allowed_regions[0]"],
    [{ retention: { days: 366 } }, "retention.days"],
    [{ retention: { days: 0 } }, "retention.days"],
    [{ limits: { daily_usd: 1 }, retention: { days: 0 } }, "retention.days"],
    [{ limits: [] }, "limits"],
  ])("400: %j names %s, and nothing of it is kept", async (body, at) => {
    const before = await owner.get(path);
    const answer = await owner.patch(path, body, 400);
    expect(answer.code).toBe("invalid_parameters");
    expect(answer.details.map((each) => each.path)).toContain(at);
    expect(await owner.get(path)).toEqual(before);
  });

  it.each<[unknown, string]>([
    [{ organizationId: "org_1" }, "organizationId"],
    [{ version: 7 }, "version"],
    [{ limits: { yearly_usd: 1 } }, "yearly_usd"],
    [{ routingPreferences: { priority: "cost" } }, "priority"],
  ])("400: %j is unknown", async (body, name) => {
    expect((await owner.patch(path, body, 400)).message).toContain(name);
  });

  it.each([
    "http://example.com/hook",
    "https://127.0.0.1/hook",
    "https://[::1]/hook",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/hook",
    "https://user:secret@example.com/hook",
    "ftp://example.com",
    "not a url",
  ])("400: the webhook %s", async (webhook_url) => {
    const answer = await owner.patch(path, { alerts: { webhook_url } }, 400);
    expect([answer.code, answer.param]).toEqual(["invalid_parameters", "alerts.webhook_url"]);
    expect(answer.message).not.toContain("secret");
  });

  describe("access", () => {
    let other: Member;
    beforeAll(async () => {
      other = await api.otherTenant();
    });

    it("404: another organization's owner reads and changes nothing", async () => {
      const stranger = talkAs(api, other.token);
      await stranger.get(path, 404);
      await stranger.patch(path, { limits: { daily_usd: 0 } }, 404);
      await owner.get(`/organizations/${other.organizationId}/settings`, 404);
      await owner.get("/organizations/org_0/settings", 404);
      await owner.get("/organizations/%00/settings", 400);
      await stranger.patch(`/organizations/${other.organizationId}/settings`, { limits: { daily_usd: 7 } });
      expect((await owner.get(path)).settings.limits.daily_usd).not.toBe(7);
    });

    it("401: without a session", async () => {
      expect((await api.call(path)).status).toBe(401);
      expect((await api.call(path, { method: "PATCH", body: {} })).status).toBe(401);
    });

    it.each<["viewer" | "developer" | "admin", number]>([
      ["viewer", 403],
      ["developer", 403],
      ["admin", 200],
    ])("%s: %i", async (role, status) => {
      const member = talkAs(api, (await api.member(role)).token);
      expect((await member.send(path)).status).toBe(status);
      expect((await member.send(path, { method: "PATCH", body: {} })).status).toBe(status);
    });
  });
});

describe("a URL that is kept", () => {
  const check = (url: string, addresses: readonly string[], allowPrivate = false) =>
    checkKeptUrl(url, {
      param: "alerts.webhook_url",
      allowPrivate,
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 as const }))),
    });

  it("may have a name that cannot be resolved now, but none that means a private address", async () => {
    await check("https://your-app.com/webhook/spend-alert", []);
    await check("https://your-app.com/webhook/spend-alert", ["93.184.216.34"]);
    await expect(check("https://rebound.example.com", ["10.0.0.1"])).rejects.toMatchObject({
      code: "invalid_parameters",
    });
    await expect(check("https://metadata.internal", [])).rejects.toMatchObject({ code: "invalid_parameters" });
    await check("http://10.0.0.1:9000/hook", [], true);
  });
});

it("what is stored after a change is what the store says it holds", () => {
  expectTypeOf(mergeSettings).returns.toEqualTypeOf<SettingsDocument>();
  expect(mergeSettings({ limits: { daily_usd: 1 } }, { limits: { daily_usd: null }, pii: {} })).toEqual({});
});
