import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { auditOf } from "../projects/testing/talk.ts";
import type { Harness } from "../testing/harness.ts";
import { type ConfigTalk, configHarness, configTalk, freshProject } from "./testing/talk.ts";

describe("who may do what to configurations", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner: ConfigTalk;
  let projectId = "";
  beforeAll(async () => {
    api = await configHarness(engine);
    owner = configTalk(api, await api.signIn());
    projectId = await freshProject(owner);
  });
  const as = async (role: "admin" | "developer" | "viewer") => configTalk(api, (await api.member(role)).token);

  it("developers write and mark as ready, admins serve, viewers see the list", async () => {
    const [admin, developer, viewer] = [await as("admin"), await as("developer"), await as("viewer")];
    const ready = await developer.ready(projectId);
    for (const action of ["serve", "unserve", "rollback"]) await developer.step(ready, action, 403);
    await developer.say("PUT", `/projects/${projectId}/secrets/KEY`, 403, { value: "v" });
    await developer.say("GET", `/projects/${projectId}/secrets`, 200);
    await admin.step(ready, "serve");
    await viewer.say("GET", `/projects/${projectId}/configs`, 200);
    for (const path of [
      `/configs/${ready.id}`,
      `/projects/${projectId}/configs/export`,
      `/projects/${projectId}/secrets`,
    ]) {
      await viewer.say("GET", path, 403);
    }
    await viewer.say("POST", `/projects/${projectId}/configs`, 403, { yaml: "route a" });
    await viewer.say("POST", `/projects/${projectId}/configs/validate`, 403, { yaml: "route a" });
  });

  it("404: another organization's, on every route", async () => {
    const other = configTalk(api, (await api.otherTenant()).token);
    const config = await owner.draft(projectId);
    const document = await api.call<{ paths: Record<string, Record<string, unknown>> }>("/openapi.json");
    const bodies: Readonly<Record<string, object>> = {
      "post /configs": { yaml: "route a" },
      "post /configs/validate": { yaml: "route a" },
      "post /configs/import": { format: "litellm", text: "route a" },
      "post /configs/generate": { description: "x" },
      "put /secrets/{name}": { value: "v" },
      "post /configs/{id}/shadow": { percent: 10 },
    };
    let tried = 0;
    for (const [template, operations] of Object.entries(document.body.paths)) {
      const path = template.replace("/api/v1", "");
      if (!/^\/(projects\/\{id\}\/(configs|secrets)|configs\/)/.test(path)) continue;
      for (const method of Object.keys(operations)) {
        const own = path.startsWith("/configs") ? config.id : projectId;
        const body = bodies[`${method} ${path.replace("/projects/{id}", "")}`] ?? {};
        const withBody = ["post", "put", "patch"].includes(method) ? body : undefined;
        await other.say(method.toUpperCase(), path.replace("{id}", own).replace("{name}", "KEY"), 404, withBody);
        tried += 1;
      }
    }
    expect(tried).toBe(23);
    expect((await owner.say("GET", `/configs/${config.id}`, 200)).config).toEqual(config);
  });

  it("403: where two people are wanted, who approved does not serve, not even with a token of theirs", async () => {
    const settings = `/organizations/${api.first.organizationId}/settings`;
    const [ready, other] = [await owner.ready(projectId), await (await as("admin")).ready(projectId)];
    await owner.say("PATCH", settings, 200, { configs: { separate_approval: true } });
    const path = `/organizations/${api.first.organizationId}/tokens`;
    const minted = await api.call<{ secret: string }>(path, {
      token: await api.signIn(),
      body: { name: "CI", role: "owner", scopes: ["*"] },
    });
    const token = configTalk(api, minted.body.secret);
    expect((await owner.step(ready, "serve", 403)).message).toContain("somebody else");
    await token.step(ready, "serve", 403);
    await (await as("admin")).step(ready, "serve");
    await owner.step(ready, "unserve");
    await owner.step(ready, "rollback", 403);
    await token.step(other, "serve");
    const [event] = await auditOf(api, 1);
    expect(event).toMatchObject({ action: "config.serve", actor: "CI" });
    const byToken = await token.ready(projectId);
    await owner.step(byToken, "serve", 403);
    await owner.say("PATCH", settings, 200, { configs: null });
    await owner.step(byToken, "serve");
  });
});
