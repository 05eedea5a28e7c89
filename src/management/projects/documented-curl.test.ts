import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { Said } from "./testing/talk.ts";

/** The commands of the product's description, word for word. */
const COMMANDS = {
  create: `curl -X POST https://api.llmgateway.io/api/v1/projects \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "Production API",
    "organizationId": "org_123abc",
    "mode": "hybrid",
    "cachingEnabled": true,
    "cacheDurationSeconds": 300
  }'`,
  cache: `curl -X PATCH https://api.llmgateway.io/api/v1/projects/proj_456def \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "cachingEnabled": true,
    "cacheDurationSeconds": 300
  }'`,
  update: `curl -X PATCH https://api.llmgateway.io/api/v1/projects/proj_456def \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "Production API v2",
    "mode": "api-keys",
    "cachingEnabled": false
  }'`,
  read: `curl https://api.llmgateway.io/api/v1/projects/proj_456def \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN"`,
  key: `curl -X POST https://api.llmgateway.io/api/v1/api-keys \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "projectId": "proj_456def",
    "description": "Production API Key",
    "usageLimit": 100.00
  }'`,
  remove: `curl -X DELETE https://api.llmgateway.io/api/v1/projects/proj_456def \\
  -H "Authorization: Bearer YOUR_SESSION_TOKEN"`,
};

describeOnEngines("the documented commands", (engine) => {
  let api: Harness;
  let owner: Member;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = await api.otherTenant();
    const { db } = api.store;
    const dates = { created_at: new Date(0), updated_at: new Date(0) };
    await db
      .insertInto("organizations")
      .values({ id: "org_123abc", name: "Documented", plan: "free", ...dates })
      .execute();
    await db
      .updateTable("memberships")
      .set({ organization_id: "org_123abc" })
      .where("user_id", "=", owner.userId)
      .execute();
    const project = { id: "proj_456def", organization_id: "org_123abc", name: "Production", slug: "production" };
    const rest = { caching_enabled: false, cache_duration_seconds: 60, default_model: null, status: "active" as const };
    await db
      .insertInto("projects")
      .values({ ...project, mode: "hybrid", ...rest, ...dates })
      .execute();
  });

  /** Runs a command as curl would, with our host and a session of ours. */
  const run = async (command: string): Promise<{ readonly status: number; readonly body: Said }> => {
    const [, method, path, flags = ""] =
      /^curl(?: -X (\w+))? https:\/\/api\.llmgateway\.io\/api\/v1(\S+)(.*)$/s.exec(command) ?? [];
    const headers = Object.fromEntries(
      [...flags.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = "", value = ""]) => [
        name,
        value.replace("YOUR_SESSION_TOKEN", owner.token),
      ]),
    );
    const body = /-d '(.*)'/s.exec(flags)?.[1];
    return await api.call<Said>(path ?? "", {
      headers,
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body }),
    });
  };

  it("work word for word, apart from host and token", async () => {
    const created = await run(COMMANDS.create);
    expect(created.status).toBe(201);
    expect(created.body.project).toMatchObject({
      id: expect.stringMatching(/^proj_/),
      name: "Production API",
      organizationId: "org_123abc",
      mode: "hybrid",
      cachingEnabled: true,
      cacheDurationSeconds: 300,
      status: "active",
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });

    const cached = await run(COMMANDS.cache);
    expect([cached.status, cached.body.project.cachingEnabled, cached.body.project.cacheDurationSeconds]).toEqual([
      200,
      true,
      300,
    ]);
    const updated = await run(COMMANDS.update);
    expect(updated.status).toBe(200);
    expect(updated.body.project).toMatchObject({
      name: "Production API v2",
      mode: "api-keys",
      cachingEnabled: false,
      cacheDurationSeconds: 300,
    });
    const read = await run(COMMANDS.read);
    expect([read.status, read.body.project]).toEqual([200, updated.body.project]);

    const made = await run(COMMANDS.key);
    expect(made.status).toBe(201);
    expect(made.body.key).toMatch(/^llm_gw_prod_/);
    expect(made.body.apiKey).toMatchObject({
      id: expect.stringMatching(/^key_/),
      projectId: "proj_456def",
      description: "Production API Key",
      usageLimit: 100,
    });
    expect((await run(COMMANDS.remove)).status).toBe(200);
    expect((await run(COMMANDS.read)).status).toBe(404);
    expect((await run(COMMANDS.key)).status).toBe(404);
  });
});
