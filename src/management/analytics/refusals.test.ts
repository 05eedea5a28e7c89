import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";

describe("analytics: refusals", () => {
  const engine = useEmbedded();
  let api: Harness;
  let viewer: Member;
  beforeAll(async () => {
    api = await makeHarness(engine);
    viewer = await api.member("viewer");
  });

  it.each([
    ["summary?from=2026-01-02&to=2026-01-01", "from"],
    ["summary?from=yesterday", "from"],
    ["summary?from=1990-01-01", "from"],
    ["summary?tag=a:b&provider=openai", "tag"],
    ["breakdown?by=tag&apiKeyId=key_1", "tag"],
    ["summary?status=404", "status"],
    ["breakdown?by=shoe", "by"],
    ["breakdown?by=model&limit=201", "limit"],
    ["breakdown?by=model&orderBy=random()", "orderBy"],
    ["series?timeZone=Mars/Base", "timeZone"],
    ["series?timeZone=%2B05:30", "timeZone"],
    ["series?timeZone=Europe/Berlin';drop", "timeZone"],
    ["series?grain=second", "grain"],
    ["series?grain=minute&from=2025-01-01", "grain"],
  ])("400: %s names %s", async (path, param) => {
    const { status, body } = await api.call(`/analytics/${path}`, { token: viewer.token });
    expect([status, body.code, body.param]).toEqual([400, "invalid_parameters", param]);
  });

  it.each(["summary", "series", "series?grain=month&timeZone=Asia/Kolkata", "breakdown?by=tag"])(
    "200: %s of nothing",
    async (path) => {
      expect((await api.call(`/analytics/${path}`, { token: viewer.token })).status).toBe(200);
      expect((await api.call(`/analytics/${path}`)).status).toBe(401);
    },
  );
});
