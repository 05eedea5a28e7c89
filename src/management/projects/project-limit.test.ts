import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";
import { type Talk, talkAs } from "./testing/talk.ts";

describeOnEngines("the limit of projects", (engine) => {
  let api: Harness;
  let owner: Talk;
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = talkAs(api, await api.signIn());
  });

  it("403: holds for many at once, tells how to raise it, and counts archived ones but no deleted ones", async () => {
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => owner.send("/projects", { body: { name: "Same name" } })),
    );
    const made = answers.filter((each) => each.status === 201).map((each) => each.body.project);
    expect(made.length).toBe(9);
    expect(new Set(made.map((each) => each.slug)).size).toBe(9);
    expect(made.map((each) => each.slug).toSorted()[0]).toBe("same-name");
    const refused = answers.filter((each) => each.status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([403, "permission_denied"]);
      expect(body.message).toContain("MAX_PROJECTS_PER_ORGANIZATION");
      expect(body.message).toContain("10 projects");
    }
    const [archived, deleted] = made;
    await owner.post(`/projects/${archived?.id}/archive`, undefined, 200);
    await owner.post("/projects", { name: "x" }, 403);
    await owner.remove(`/projects/${deleted?.id}`);
    await owner.post("/projects", { name: "x" });
    await owner.post("/projects", { name: "y" }, 403);
  });

  it("409: of many who want one slug, one gets it", async () => {
    const { projects } = await owner.get("/projects?limit=200");
    const answers = await Promise.all(
      projects.map(({ id }) => owner.send(`/projects/${id}`, { method: "PATCH", body: { slug: "wanted" } })),
    );
    expect(answers.filter((each) => each.status === 200).length).toBe(1);
    expect(answers.every((each) => each.status === 200 || each.body.param === "slug")).toBe(true);
    const slugs = (await owner.get("/projects?limit=200")).projects.map((each) => each.slug);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it("a key made while its project is deleted does not outlive it", async () => {
    const { projects } = await owner.get("/projects?limit=200");
    const doomed = projects.find(({ id }) => id !== api.first.projectId)?.id ?? "";
    const answers = await Promise.all([
      owner.send("/api-keys", { body: { projectId: doomed } }),
      owner.send(`/projects/${doomed}`, { method: "DELETE" }),
      owner.send("/api-keys", { body: { projectId: doomed } }),
    ]);
    expect(answers[1]?.status).toBe(200);
    const alive = await api.store.db
      .selectFrom("api_keys")
      .where("project_id", "=", doomed)
      .where("status", "<>", "deleted")
      .select("id")
      .execute();
    expect(alive).toEqual([]);
  });
});
