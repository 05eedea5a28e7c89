import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/sql/open-store.ts";
import { silent } from "../../src/store/sql/testing/engines.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";

/** Every command of the description of projects, in its order, word for word. */
const DOCUMENTED = String.raw`
curl -X POST https://api.llmgateway.io/api/v1/projects \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "Production API",
    "organizationId": "org_123abc",
    "mode": "hybrid",
    "cachingEnabled": true,
    "cacheDurationSeconds": 300
  }'

curl -X PATCH https://api.llmgateway.io/api/v1/projects/proj_456def \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "cachingEnabled": true,
    "cacheDurationSeconds": 300
  }'

curl -X PATCH https://api.llmgateway.io/api/v1/projects/proj_456def \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "Production API v2",
    "mode": "api-keys",
    "cachingEnabled": false
  }'

curl https://api.llmgateway.io/api/v1/projects/proj_456def \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN"

curl -X POST https://api.llmgateway.io/api/v1/api-keys \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "projectId": "proj_456def",
    "description": "Production API Key",
    "usageLimit": 100.00
  }'

curl -X DELETE https://api.llmgateway.io/api/v1/projects/proj_456def \
  -H "Authorization: Bearer YOUR_SESSION_TOKEN"
`;

/** The words of a command as a shell splits it. */
function wordsOf(command: string): string[] {
  const joined = command.replaceAll("\\\n", " ");
  return [...joined.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
}

/** The request that curl makes of a command. */
function requestOf(command: string): { readonly url: string; readonly init: RequestInit } {
  const [program, ...words] = wordsOf(command);
  expect(program).toBe("curl");
  const headers = new Headers();
  let [url, method, body]: (string | undefined)[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const next = words[index + 1] ?? "";
    if (word === "-X") method = next;
    else if (word === "-d") body = next;
    else if (word === "-H") headers.set(next.slice(0, next.indexOf(":")), next.slice(next.indexOf(":") + 1).trim());
    else {
      url = word;
      continue;
    }
    index += 1;
  }
  return { url: url ?? "", init: { method: method ?? "GET", headers, ...(body === undefined ? {} : { body }) } };
}

describe("the documented commands, against the started product", () => {
  let gateway: Gateway;
  let dataDir = "";
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-documented-"));
    const first = await startGateway({ dataDir });
    await first.stop();
    await addDocumented(dataDir);
    gateway = await startGateway({ dataDir });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("work word for word, apart from host and token", async () => {
    const token = await gateway.login();
    const commands = DOCUMENTED.trim().split(/\n\n(?=curl)/);
    expect(commands).toHaveLength(6);
    const answers: { status: number; body: Record<string, Record<string, unknown>> & { key?: unknown } }[] = [];
    for (const command of commands) {
      const { url, init } = requestOf(command.replace("YOUR_SESSION_TOKEN", token));
      const response = await fetch(url.replace("https://api.llmgateway.io", gateway.url), init);
      answers.push({ status: response.status, body: (await response.json()) as never });
    }
    const [created, cached, updated, read, key, removed] = answers;
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 201, 200]);
    expect(created?.body["project"]).toEqual(
      expect.objectContaining({
        id: expect.stringMatching(/^proj_/),
        name: "Production API",
        organizationId: "org_123abc",
        mode: "hybrid",
        cachingEnabled: true,
        cacheDurationSeconds: 300,
        status: "active",
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
      }),
    );
    expect(cached?.body["project"]).toMatchObject({ cachingEnabled: true, cacheDurationSeconds: 300 });
    expect(updated?.body["project"]).toMatchObject({
      name: "Production API v2",
      mode: "api-keys",
      cachingEnabled: false,
    });
    expect(read?.body).toEqual(updated?.body);
    expect(key?.body.key).toMatch(/^llm_gw_prod_[0-9A-Za-z]{32,}$/);
    expect(key?.body["apiKey"]).toMatchObject({ projectId: "proj_456def", usageLimit: 100 });
    expect(removed?.body).toEqual({ success: true });
    const gone = requestOf((commands[3] ?? "").replace("YOUR_SESSION_TOKEN", token));
    expect((await fetch(gone.url.replace("https://api.llmgateway.io", gateway.url), gone.init)).status).toBe(404);
  });
});

/** The organization and the project that the commands name, owned by the first account. */
async function addDocumented(dataDir: string): Promise<void> {
  const store = await openStore({ dataDir, log: silent, clock: systemClock });
  const now = new Date();
  const dates = { created_at: now, updated_at: now };
  await store.db
    .insertInto("organizations")
    .values({ id: "org_123abc", name: "Documented", plan: "free", ...dates })
    .execute();
  const { id } = await store.db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  await store.db
    .insertInto("memberships")
    .values({ user_id: id, organization_id: "org_123abc", role: "owner", created_at: now })
    .execute();
  const project = { id: "proj_456def", organization_id: "org_123abc", name: "Production", slug: "production" };
  const rest = { mode: "hybrid" as const, caching_enabled: false, cache_duration_seconds: 60, default_model: null };
  await store.db
    .insertInto("projects")
    .values({ ...project, ...rest, status: "active", ...dates })
    .execute();
  await store.close();
}
