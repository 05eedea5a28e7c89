import { beforeAll, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import type { SavedViewView } from "./schema.ts";

interface Said {
  readonly savedView: SavedViewView;
  readonly savedViews: readonly SavedViewView[];
  readonly code: string;
  readonly param: string;
}

describeOnEngines("saved views", (engine) => {
  let api: Harness;
  let ada: Member;
  let eve: Member;
  beforeAll(async () => {
    api = await makeHarness(engine);
    ada = await api.member("viewer");
    eve = await api.member("owner");
  });

  const ask = (path: string, token: string, method = "GET", body?: object) =>
    api.call<Said>(`/saved-views${path}`, { token, method, ...(body === undefined ? {} : { body }) });
  const make = (name: string, over: object = {}, token = ada.token) =>
    ask("", token, "POST", { page: "logs", name, query: "status=error", ...over });

  it("201: keeps a query under a name; 200: lists one's own by name, also of one page", async () => {
    const { status, body } = await make(" Failures ");
    expect([status, body.savedView]).toMatchObject([
      201,
      { page: "logs", name: "Failures", query: "status=error", organizationId: ada.organizationId },
    ]);
    await make("all", { query: "" });
    await make("Cheap", { page: "costs" });
    const names = async (query: string, token = ada.token) =>
      (await ask(query, token)).body.savedViews.map((each) => each.name);
    expect(await names("")).toEqual(["all", "Cheap", "Failures"]);
    expect(await names(`?page=logs&organizationId=${ada.organizationId}`)).toEqual(["all", "Failures"]);
    // Not even an owner sees those of others.
    expect(await names("", eve.token)).toEqual([]);
  });

  it("200: renames and replaces, and writes down what changed", async () => {
    const { id } = (await make("Slow")).body.savedView;
    const { status, body } = await ask(`/${id}`, ada.token, "PATCH", { name: "Slower", query: "range=7d" });
    expect([status, body.savedView]).toMatchObject([200, { id, name: "Slower", query: "range=7d" }]);
    expect((await ask(`/${id}`, ada.token, "DELETE")).status).toBe(200);
    expect((await ask(`/${id}`, ada.token, "DELETE")).status).toBe(404);
    const events = await api.store.db.selectFrom("audit_events").select("action").orderBy("seq").execute();
    const own = events.map((each) => each.action).filter((action) => action.startsWith("saved_view."));
    expect(own.slice(-3)).toEqual(["saved_view.create", "saved_view.update", "saved_view.delete"]);
  });

  it("404: another's view is not there for anybody else", async () => {
    const { id } = (await make("Mine")).body.savedView;
    expect((await ask(`/${id}`, eve.token, "PATCH", { name: "x" })).status).toBe(404);
    expect((await ask(`/${id}`, eve.token, "DELETE")).status).toBe(404);
  });

  it("409: a name that is taken on that page", async () => {
    await make("Twice");
    const { status, body } = await make("Twice");
    expect([status, body.code, body.param]).toEqual([409, "conflict", "name"]);
    expect((await make("Twice", { page: "costs" })).status).toBe(201);
    expect((await make("Twice", {}, eve.token)).status).toBe(201);
    const { id } = (await make("Thrice")).body.savedView;
    expect((await ask(`/${id}`, ada.token, "PATCH", { name: "Twice" })).status).toBe(409);
  });

  it("409: more than a hundred", async () => {
    const one = await api.member("viewer");
    for (let made = 0; made < 100; made += 1) expect((await make(`${made}`, {}, one.token)).status).toBe(201);
    expect((await make("one more", {}, one.token)).status).toBe(409);
  });

  it.each([
    [{ name: "" }, "name"],
    [{ query: "?status=error" }, "query"],
    [{ query: "x".repeat(2_001) }, "query"],
    [{ page: "playground" }, "page"],
  ])("400: %j names %s", async (over, param) => {
    const { status, body } = await make("Wrong", over);
    expect([status, body.param]).toEqual([400, param]);
  });

  it("go with the membership", async () => {
    const one = await api.member("developer");
    await make("Gone", {}, one.token);
    await api.store.db.deleteFrom("memberships").where("user_id", "=", one.userId).execute();
    const left = await api.store.db.selectFrom("saved_views").where("user_id", "=", one.userId).select("id").execute();
    expect(left).toEqual([]);
  });
});
