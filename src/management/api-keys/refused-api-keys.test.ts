import { beforeAll, describe, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Talk, talkAs } from "../projects/testing/talk.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";

describeOnEngines("refused requests about API keys", (engine) => {
  let api: Harness;
  let owner: Talk;
  let other: Member;
  let projectId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    projectId = api.first.projectId;
    owner = talkAs(api, await api.signIn());
    other = await api.otherTenant();
  });
  const make = async (fields: object = {}) => await owner.post("/api-keys", { projectId, ...fields });

  describe("400", () => {
    it.each<[object, string]>([
      [{ projectId: "" }, "projectId"],
      [{ projectId: 5 }, "projectId"],
      [{ projectId: "' or 1=1--" }, "projectId"],
      [{ description: "x".repeat(256) }, "description"],
      [{ description: "nul\0" }, "description"],
      [{ environment: "staging" }, "environment"],
      [{ usageLimit: -1 }, "usageLimit"],
      [{ usageLimit: "much" }, "usageLimit"],
      [{ usageLimit: "0.0000000001" }, "usageLimit"],
      [{ usageLimit: 1e12 }, "usageLimit"],
      [{ expiresAt: "tomorrow" }, "expiresAt"],
      [{ rateLimits: { rpm: 0 } }, "rateLimits.rpm"],
      [{ rateLimits: { rpm: 1.5 } }, "rateLimits.rpm"],
      [{ ipAllowlist: ["10.0.0.0/8", "nonsense"] }, "ipAllowlist[1]"],
      [{ ipAllowlist: "10.0.0.0/8" }, "ipAllowlist"],
      [{ iam: [{ effect: "maybe", on: "models", values: ["a"] }] }, "iam[0].effect"],
      [{ iam: [{ effect: "deny", on: "weather", values: ["a"] }] }, "iam[0].on"],
      [{ iam: [{ effect: "deny", on: "models", values: [] }] }, "iam[0].values"],
      [{ iam: [{ effect: "deny", on: "models" }] }, "iam[0].values"],
      [{ iam: [{ effect: "deny", on: "models", values: ["a b"] }] }, "iam[0].values[0]"],
      [{ iam: [{ effect: "deny", on: "pricing" }] }, "iam[0]"],
      [{ iam: [{ effect: "deny", on: "pricing", values: ["free"] }] }, "iam[0]"],
      [
        { iam: [{ effect: "deny", on: "pricing", minInputUsdPerMillion: 2, maxInputUsdPerMillion: 1 }] },
        "iam[0].minInputUsdPerMillion",
      ],
      [{ iam: [{ effect: "allow", on: "context", minTokens: 2, maxTokens: 1 }] }, "iam[0].minTokens"],
      [{ iam: [{ effect: "allow", on: "context", maxTokens: -1 }] }, "iam[0].maxTokens"],
      [
        { iam: Array.from({ length: 6 }, () => ({ effect: "deny", on: "models", values: Array(200).fill("m") })) },
        "iam",
      ],
      [{ rotationReminderDays: 0 }, "rotationReminderDays"],
    ])("%j names %s", async (fields, path) => {
      const answer = await owner.post("/api-keys", { projectId, ...fields }, 400);
      expect(answer.code).toBe("invalid_parameters");
      expect(answer.details.map((each) => each.path)).toContain(path);
    });

    it("an expiry that has passed, with what to do instead", async () => {
      const expiresAt = new Date(api.clock.nowMs).toISOString();
      const answer = await owner.post("/api-keys", { projectId, expiresAt }, 400);
      expect([answer.param, answer.message]).toEqual(["expiresAt", expect.stringContaining("inactive")]);
      const { apiKey } = await make();
      await owner.patch(`/api-keys/${apiKey.id}`, { expiresAt }, 400);
    });

    it.each(["id", "hash", "last4", "organizationId", "spent", "createdBy", "statusReason", "rotatedAt"])(
      "assigns no member %s",
      async (name) => {
        const { apiKey } = await make();
        expect((await owner.post("/api-keys", { projectId, [name]: "x" }, 400)).message).toContain(name);
        expect((await owner.patch(`/api-keys/${apiKey.id}`, { [name]: "x" }, 400)).message).toContain(name);
      },
    );

    it("moves no key to another project or environment, and deletes none by a change", async () => {
      const { apiKey } = await make();
      for (const body of [{ projectId }, { environment: "development" }, { status: "deleted" }]) {
        await owner.patch(`/api-keys/${apiKey.id}`, body, 400);
      }
    });
  });

  describe("access", () => {
    const routes = [
      ["GET", "", undefined],
      ["PATCH", "", { description: "taken over" }],
      ["POST", "/rotate", {}],
      ["DELETE", "", undefined],
    ] as const;
    const call = (body: unknown, method: string) => ({ method, ...(body === undefined ? {} : { body }) });

    it("404: every route, for another organization's owner, for ids that never were, and for attempts at SQL", async () => {
      const { apiKey } = await make({ description: "nobody's business" });
      const stranger = talkAs(api, other.token);
      for (const [method, path, body] of routes) {
        for (const id of [apiKey.id, "key_000000000000000000000000"]) {
          const answer = await stranger.send(`/api-keys/${id}${path}`, call(body, method));
          expect([answer.status, answer.body.code], method).toEqual([404, "not_found"]);
          expect(JSON.stringify(answer.body)).not.toContain("business");
        }
        for (const id of ["'%20or%20'1'='1", "%00"]) {
          const answer = await stranger.send(`/api-keys/${id}${path}`, call(body, method));
          expect([400, 404], method).toContain(answer.status);
        }
      }
      await stranger.post("/api-keys", { projectId }, 404);
      await stranger.get(`/api-keys?organizationId=${api.first.organizationId}`, 404);
      expect((await owner.get(`/api-keys/${apiKey.id}`)).apiKey).toEqual(apiKey);
    });

    it("401: every route without a session", async () => {
      const { apiKey } = await make();
      for (const [method, path, body] of routes) {
        expect((await api.call(`/api-keys/${apiKey.id}${path}`, call(body, method))).status).toBe(401);
      }
      expect((await api.call("/api-keys")).status).toBe(401);
      expect((await api.call("/api-keys", { body: { projectId } })).status).toBe(401);
    });

    it.each<["viewer" | "developer" | "admin", number]>([
      ["viewer", 403],
      ["developer", 200],
      ["admin", 200],
    ])("%s: reads, and changing is %i", async (role, changing) => {
      const { apiKey } = await make();
      const member = talkAs(api, (await api.member(role)).token);
      expect((await member.send("/api-keys")).status).toBe(200);
      for (const [method, path, body] of routes) {
        const answer = await member.send(`/api-keys/${apiKey.id}${path}`, call(body, method));
        expect(answer.status, method).toBe(method === "GET" ? 200 : changing);
      }
      expect((await member.send("/api-keys", { body: { projectId } })).status).toBe(changing === 200 ? 201 : changing);
    });

    it("a token of the organization may do what its role and its scopes say, and no more", async () => {
      const mint = async (role: string, ...scopes: string[]): Promise<Talk> => {
        const path = `/organizations/${api.first.organizationId}/tokens`;
        const answer = await api.call<{ readonly secret: string }>(path, {
          body: { name: role, role, scopes },
          token: await api.signIn(),
        });
        expect(answer.status, JSON.stringify(answer.body)).toBe(201);
        return talkAs(api, answer.body.secret);
      };
      const writer = await mint("developer", "api-keys:write");
      const { apiKey } = await writer.post("/api-keys", { projectId });
      expect(apiKey.createdBy).toBeNull();
      await writer.get("/api-keys");
      await writer.get("/projects", 403);
      const reader = await mint("admin", "api-keys:read", "projects:read");
      await reader.get(`/api-keys/${apiKey.id}`);
      await reader.get("/projects");
      await reader.patch(`/api-keys/${apiKey.id}`, { status: "inactive" }, 403);
      await reader.post("/projects", { name: "x" }, 403);
      await reader.get(`/organizations/${api.first.organizationId}/settings`, 403);
      const viewer = await mint("viewer", "*");
      await viewer.remove(`/api-keys/${apiKey.id}`, 403);
    });
  });
});
