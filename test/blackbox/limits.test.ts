import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { type Answered, call, expectError } from "./expect-error.ts";

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { RETRIES: "0", ALLOW_PRIVATE_URLS: "true" } });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});
beforeEach(() => upstream.reset());

/** A place of its own, so that one test's limits are nobody else's. */
interface Tenant {
  readonly organizationId: string;
  readonly projectId: string;
}
let own: Tenant;
beforeAll(async () => {
  const organizations = (await gateway.api("GET", "/organizations")).body as { organizations: { id: string }[] };
  const projects = (await gateway.api("GET", "/projects")).body as { projects: { id: string }[] };
  own = { organizationId: organizations.organizations[0]?.id ?? "", projectId: projects.projects[0]?.id ?? "" };
});

async function made(path: string, body: object): Promise<Record<string, unknown>> {
  const answered = await gateway.api("POST", path, body);
  expect([answered.status, answered.body]).toEqual([201, expect.anything()]);
  return answered.body as Record<string, unknown>;
}

let keys = 0;
async function newKey(projectId: string, more: object = {}): Promise<string> {
  keys += 1;
  return String((await made("/api-keys", { projectId, description: `k${keys}`, ...more }))["key"]);
}

const ask = (key: string, more: object = {}, headers: Record<string, string> = {}): Promise<Answered> =>
  call(
    gateway,
    "/v1/chat/completions",
    { model: "openai/gpt-4o-mini", max_tokens: 50, messages: [{ role: "user", content: "Hi" }], ...more },
    { authorization: `Bearer ${key}`, ...headers },
  );

/** Until data planes know of a change. */
const known = (): Promise<void> => sleep(1_200);

describe("requests a minute", () => {
  it("of a key are refused beyond the limit, with figures and a time, and take nothing", async () => {
    const key = await newKey(own.projectId, { rateLimits: { rpm: 2 } });
    const [first, second, third] = [await ask(key), await ask(key), await ask(key)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.headers.get("x-ratelimit-limit-requests")).toBe("2");
    expect([first, second].map(({ headers }) => headers.get("x-ratelimit-remaining-requests"))).toEqual(["1", "0"]);
    expectError(third, "openai", 429, "rate_limit_exceeded");
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(third.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 5);
    expect(upstream.requests).toHaveLength(2);
    // Another key of the same project is not meant.
    expect((await ask(await newKey(own.projectId))).status).toBe(200);
  });

  it("of a project hold for all of its keys together", async () => {
    const project = (await made("/projects", { name: "Small", rateLimits: { rpm: 3 } }))["project"] as { id: string };
    const pair = [await newKey(project.id), await newKey(project.id)];
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask(pair[i % 2] ?? "")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it("of an address hold for whatever key it calls with", async () => {
    const { organization } = (await made("/organizations", { name: "Elsewhere" })) as { organization: { id: string } };
    const patch = { rateLimits: { ip: { rpm: 2 } } };
    const set = await gateway.api("PATCH", `/organizations/${organization.id}/settings`, patch);
    expect([set.status, set.body]).toEqual([200, expect.anything()]);
    const body = { name: "Any", organizationId: organization.id };
    const project = (await made("/projects", body))["project"] as { id: string };
    const pair = [await newKey(project.id), await newKey(project.id)];
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await ask(pair[i % 2] ?? "", { model: "mock/echo" })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("in parallel are given back when requests end, well or badly", async () => {
    const key = await newKey(own.projectId, { rateLimits: { parallel: 1 } });
    upstream.respond(answer({}, { gapMs: 3 }));
    const [one, two] = await Promise.all([ask(key, { stream: true }), ask(key, { stream: true })]);
    expect([one.status, two.status].sort()).toEqual([200, 429]);
    expect((await ask(key)).status).toBe(200);
  });

  it("tokens are reserved by estimate and settled by use", async () => {
    const key = await newKey(own.projectId, { rateLimits: { tpm: 500 } });
    const usage = { input: 10, output: 10, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    upstream.respond(answer({ usage }));
    // 400 are reserved each time, and 20 are used.
    for (let i = 0; i < 4; i += 1) expect((await ask(key, { max_tokens: 350 })).status).toBe(200);
    expectError(await ask(key, { max_tokens: 480 }), "openai", 429, "rate_limit_exceeded");
  });
});

describe("a connection's own limit", () => {
  it("makes room for the next credential instead of an error", async () => {
    const project = (await made("/projects", { name: "Capped", organizationId: own.organizationId }))["project"] as {
      id: string;
    };
    await made("/provider-keys", {
      organizationId: own.organizationId,
      provider: "openai",
      name: "capped",
      projectId: project.id,
      credential: { apiKey: "sk-capped" },
      baseUrl: `${upstream.url}/v1`,
      rateLimits: { rpm: 1 },
    });
    const key = await newKey(project.id);
    await known();
    const credentials = async (): Promise<string> => {
      upstream.reset();
      expect((await ask(key)).status).toBe(200);
      return upstream.requests.map(({ headers }) => String(headers.authorization)).join();
    };
    expect(await credentials()).toBe("Bearer sk-capped");
    expect(await credentials()).toBe("Bearer sk-upstream-openai-0001");
  });
});

describe("credits", () => {
  it("are needed by other organizations, granted by the operator, used up and told of", {
    timeout: 60_000,
  }, async () => {
    const { organization } = (await made("/organizations", { name: "Customer" })) as { organization: { id: string } };
    const organizationId = organization.id;
    const project = (await made("/projects", { name: "Paid", organizationId, mode: "credits" }))["project"] as {
      id: string;
    };
    const key = await newKey(project.id);
    // Others than the operator begin with the smallest plan.
    const plan = await gateway.api("PATCH", "/billing/plan", { organizationId, plan: "pro" });
    expect([plan.status, plan.body]).toEqual([200, expect.anything()]);
    expectError(await ask(key), "openai", 402, "insufficient_credits");
    const granted = await gateway.api("POST", "/billing/grants", {
      organizationId,
      amountUsd: 0.001,
      description: "Try it",
    });
    expect([granted.status, granted.body]).toEqual([201, expect.anything()]);
    const usage = { input: 100, output: 50, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    upstream.respond(answer({ usage }));
    await expect.poll(async () => (await ask(key)).status, { timeout: 10_000, interval: 300 }).toBe(200);
    let served = 1;
    let last: Answered = await ask(key);
    for (; last.status === 200 && served < 100; served += 1) last = await ask(key);
    expectError(last, "openai", 402, "insufficient_credits");
    expect(served).toBeGreaterThan(5);
    const balance = async (): Promise<number> => {
      const { body } = await gateway.api("GET", `/billing?organizationId=${organizationId}`);
      return (body as { billing: { balanceUsd: number } }).billing.balanceUsd;
    };
    // 100 at $0.15 and 50 at $0.60 a million, and 5 %.
    const each = (100 * 0.15 + 50 * 0.6) / 1e6;
    await expect.poll(balance, { timeout: 10_000 }).toBeCloseTo(0.001 - served * each * 1.05, 9);
    const check = await gateway.api("GET", `/billing/ledger-check?organizationId=${organizationId}`);
    expect(check.status, JSON.stringify(check.body)).toBe(200);
  });
});

describe("a budget for one request", () => {
  it("refuses what may cost more, and names the bound that fits", async () => {
    const key = await newKey(own.projectId, { limits: { per_request_usd: 0.00003 } });
    const message = expectError(await ask(key, { max_tokens: 5_000 }), "openai", 402, "budget_exceeded");
    expect(message).toContain("per_request");
    expect((await ask(key, { max_tokens: 10 })).status).toBe(200);
    expect(upstream.requests).toHaveLength(1);
  });

  it("does not count models without a price, unless that is allowed", async () => {
    const key = await newKey(own.projectId, { limits: { daily_usd: 1 } });
    expectError(await ask(key, { model: "openai/never-heard-of" }), "openai", 402, "budget_exceeded");
    const free = await newKey(own.projectId, { limits: { daily_usd: 1, allow_unpriced: true } });
    expect((await ask(free, { model: "openai/never-heard-of" })).status).toBe(200);
  });
});
