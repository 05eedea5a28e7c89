import { beforeAll, beforeEach, expect, it } from "vitest";
import { readOrganizationSettings } from "../../store/organization-settings.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";

describeOnEngines("limits of organizations", (engine) => {
  let api: Harness;
  let owner: Talk;
  let path = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = talkAs(api, await api.signIn());
    path = `/organizations/${api.first.organizationId}/settings`;
  });
  beforeEach(() => owner.patch(path, { limits: null, rateLimits: null, timeZone: null }));
  const stored = async () =>
    await api.store.db.selectFrom("organization_settings").select(["document", "version"]).executeTakeFirst();

  it("200: merges rate limits and those of addresses, and the data plane reads them", async () => {
    await owner.patch(path, { rateLimits: { rpm: 100, tpm: 5_000, ip: { rpm: 10, parallel: 2 } } });
    const { settings } = await owner.patch(path, { rateLimits: { tpm: null, ip: { rpm: null } } });
    expect(settings.rateLimits).toEqual({ rpm: 100, ip: { parallel: 2 } });
    const read = readOrganizationSettings((await stored())?.document);
    expect([read.rateLimits, read.ipRateLimits]).toEqual([{ rpm: 100 }, { parallel: 2 }]);
    expect((await owner.patch(path, { rateLimits: { ip: null } })).settings.rateLimits).toEqual({ rpm: 100, ip: null });
    expect((await owner.patch(path, { rateLimits: { rpm: null } })).settings.rateLimits).toEqual({ ip: null });
    expect((await stored())?.document).toEqual({});
  });

  it("200: keeps a time zone by its name, and forgets what was spent in windows of the one before", async () => {
    const { organizationId: organization_id } = api.first;
    const of = { organization_id, scope: "organization" as const, scope_id: organization_id, starts_at: new Date(0) };
    await api.store.db
      .insertInto("spend_windows")
      .values([
        { ...of, period: "day", spent_nanos: 1 },
        { ...of, period: "total", spent_nanos: 2 },
      ])
      .execute();
    const periods = async () =>
      (await api.store.db.selectFrom("spend_windows").select("period").orderBy("period").execute()).map(
        (one) => one.period,
      );
    await owner.patch(path, { limits: { daily_usd: 3 } });
    expect(await periods()).toEqual(["day", "total"]);
    expect((await owner.patch(path, { timeZone: "Europe/Rome" })).settings.timeZone).toBe("Europe/Rome");
    expect(await periods()).toEqual(["total"]);
    expect(readOrganizationSettings((await stored())?.document).timeZone).toBe("Europe/Rome");
    expect((await owner.patch(path, { timeZone: null })).settings.timeZone).toBe("UTC");
  });

  it.each([
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ timeZone: "+02:00" }, "timeZone"],
    [{ rateLimits: { rpm: 0 } }, "rateLimits.rpm"],
    [{ rateLimits: { ip: { rpm: 1.5 } } }, "rateLimits.ip.rpm"],
    [{ rateLimits: { rps: 1 } }, "rateLimits"],
    [{ limits: { daily_usd: -1 } }, "limits.daily_usd"],
  ])("400: refuses %j", async (patch, param) => {
    const { details } = await owner.patch(path, patch, 400);
    expect(details.map((one) => one.path).join()).toContain(param);
  });
});
