import { beforeAll, describe, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import { type Talk, talkAs } from "./testing/talk.ts";

describeOnEngines("refused requests about projects", (engine) => {
  let api: Harness;
  let owner: Talk;
  let other: Member;
  let organizationId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    organizationId = api.first.organizationId;
    owner = talkAs(api, await api.signIn());
    other = await api.otherTenant();
  });
  /** A project that the test may change, out of the limit's way. */
  const make = async (fields: object = {}) => {
    const rest = await owner.get("/projects?limit=200");
    for (const { id } of rest.projects) if (id !== api.first.projectId) await owner.remove(`/projects/${id}`);
    return (await owner.post("/projects", { name: "Some project", ...fields })).project;
  };

  describe("400", () => {
    it.each<[object, string]>([
      [{}, "name"],
      [{ name: "" }, "name"],
      [{ name: "   " }, "name"],
      [{ name: "x".repeat(256) }, "name"],
      [{ name: 5 }, "name"],
      [{ name: "nul\0" }, "name"],
      [{ name: "\ud800" }, "name"],
      [{ name: "x", cacheDurationSeconds: 9 }, "cacheDurationSeconds"],
      [{ name: "x", cacheDurationSeconds: 31_536_001 }, "cacheDurationSeconds"],
      [{ name: "x", cacheDurationSeconds: 10.5 }, "cacheDurationSeconds"],
      [{ name: "x", cachingEnabled: "true" }, "cachingEnabled"],
      [{ name: "x", mode: "free" }, "mode"],
      [{ name: "x", slug: "auto" }, "slug"],
      [{ name: "x", slug: "openai" }, "slug"],
      [{ name: "x", slug: "Not A Slug" }, "slug"],
      [{ name: "x", defaultModel: "" }, "defaultModel"],
      [{ name: "x", defaultModel: "a\u0000" }, "defaultModel"],
      [{ name: "x", organizationId: "' or 1=1--" }, "organizationId"],
      [{ name: "x", routingPreferences: { default_priority: "luck" } }, "routingPreferences.default_priority"],
      [{ name: "x", routingPreferences: { allowed_models: ["ok", "\0"] } }, "routingPreferences.allowed_models[1]"],
    ])("%j names %s", async (body, path) => {
      const answer = await owner.post("/projects", body, 400);
      expect([answer.code, answer.error, answer.status]).toEqual(["invalid_parameters", true, 400]);
      expect(answer.details.map((each) => each.path)).toContain(path);
    });

    it.each(["id", "status", "createdAt", "updatedAt", "organization_id", "__proto__x", "constructor"])(
      "assigns no member %s",
      async (name) => {
        expect((await owner.post("/projects", { name: "x", [name]: "deleted" }, 400)).message).toContain(name);
        const path = `/projects/${api.first.projectId}`;
        expect((await owner.patch(path, { [name]: "deleted" }, 400)).message).toContain(name);
      },
    );

    it("refuses to move a project, and a change that is not an object", async () => {
      const path = `/projects/${api.first.projectId}`;
      expect((await owner.patch(path, { organizationId: other.organizationId }, 400)).message).toContain(
        "organizationId",
      );
      for (const body of ["[]", "null", '"x"', "5"]) {
        expect((await owner.send(path, { method: "PATCH", body })).status).toBe(400);
      }
      expect((await owner.send(path, { method: "PATCH", body: '{"name":' })).body.code).toBe("invalid_json");
    });

    it.each(["limit=0", "limit=201", "cursor=rubbish", "status=deleted", "organizationId=%00"])("%s", async (query) => {
      await owner.get(`/projects?${query}`, 400);
    });
  });

  describe("access", () => {
    const routes: readonly [string, (id: string) => string, unknown][] = [
      ["GET", (id) => `/projects/${id}`, undefined],
      ["PATCH", (id) => `/projects/${id}`, { name: "taken over" }],
      ["POST", (id) => `/projects/${id}/archive`, undefined],
      ["POST", (id) => `/projects/${id}/unarchive`, undefined],
      ["DELETE", (id) => `/projects/${id}`, undefined],
    ];

    it("404: every route, for another organization's owner, for ids that never were, and for attempts at SQL", async () => {
      const stranger = talkAs(api, other.token);
      const before = await owner.get(`/projects/${api.first.projectId}`);
      for (const [method, path, body] of routes) {
        for (const id of [api.first.projectId, "proj_000000000000000000000000"]) {
          const answer = await stranger.send(path(id), { method, ...(body === undefined ? {} : { body }) });
          expect([answer.status, answer.body.code], `${method} ${path(id)}`).toEqual([404, "not_found"]);
          expect(JSON.stringify(answer.body)).not.toContain("default");
        }
        for (const id of ["'%20or%20'1'='1", "%00", "..%2f", "x".repeat(65)]) {
          const answer = await stranger.send(path(id), { method, ...(body === undefined ? {} : { body }) });
          expect([400, 404], `${method} ${path(id)}`).toContain(answer.status);
        }
      }
      await stranger.post("/projects", { name: "x", organizationId }, 404);
      await stranger.get(`/projects?organizationId=${organizationId}`, 404);
      expect(await owner.get(`/projects/${api.first.projectId}`)).toEqual(before);
    });

    it("401: every route without a session", async () => {
      for (const [method, path, body] of routes) {
        const answer = await api.call(path(api.first.projectId), { method, ...(body === undefined ? {} : { body }) });
        expect(answer.status, method).toBe(401);
      }
      expect((await api.call("/projects")).status).toBe(401);
      expect((await api.call("/projects", { body: { name: "x" } })).status).toBe(401);
    });

    it.each<["viewer" | "developer" | "admin", number, number, number]>([
      ["viewer", 200, 403, 403],
      ["developer", 200, 403, 403],
      ["admin", 200, 200, 403],
    ])("%s: reading %i, changing %i, deleting %i", async (role, reading, changing, deleting) => {
      const { id } = await make();
      const member = talkAs(api, (await api.member(role)).token);
      expect((await member.send("/projects")).status).toBe(reading);
      expect((await member.send(`/projects/${id}`)).status).toBe(reading);
      expect((await member.send(`/projects/${id}`, { method: "PATCH", body: { name: role } })).status).toBe(changing);
      for (const verb of ["archive", "unarchive"]) {
        expect((await member.send(`/projects/${id}/${verb}`, { method: "POST" })).status).toBe(changing);
      }
      const made = await member.send("/projects", { body: { name: role } });
      expect(made.status).toBe(changing === 200 ? 201 : changing);
      expect((await member.send(`/projects/${id}`, { method: "DELETE" })).status).toBe(deleting);
    });

    it("403, not 404: a project of one's own organization where the role is too low; elsewhere it is high enough", async () => {
      const both = await api.member("viewer");
      await api.store.db
        .insertInto("memberships")
        .values({ user_id: both.userId, organization_id: other.organizationId, role: "owner", created_at: new Date() })
        .execute();
      const talk = talkAs(api, both.token);
      await talk.patch(`/projects/${api.first.projectId}`, { name: "x" }, 403);
      await talk.remove(`/projects/${api.first.projectId}`, 403);
      const unsaid = await talk.post("/projects", { name: "where?" }, 400);
      expect(unsaid.param).toBe("organizationId");
      const { project } = await talk.post("/projects", { name: "here", organizationId: other.organizationId });
      expect(project.organizationId).toBe(other.organizationId);
    });
  });
});
