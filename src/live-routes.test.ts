import { describe, expect, it } from "vitest";
import type { RouteTable } from "./gateway/routes/route-table.ts";
import { LiveRoutes } from "./live-routes.ts";
import { providerById } from "./providers/registry.ts";
import { Secret } from "./secrets/secret.ts";
import type { ServedConfig } from "./store/configs/load-served.ts";

function setUp() {
  const tables: RouteTable[] = [];
  const errors: object[] = [];
  const refused: string[] = [];
  let time = 0;
  const live = new LiveRoutes({
    deps: {
      wiring: { dispatchTo: () => () => {}, proofOf: () => ({ headers: [] }) },
      providerOf: providerById,
      promptOf: () => undefined,
    },
    log: { error: (facts: object) => void errors.push(facts), warn: () => {}, info: () => {} } as never,
    // Every look at the clock is a turn of its own, so that others get in between any two.
    monotonic: () => (time += 100),
    onTable: (table) => void tables.push(table),
    onRefused: ({ id }, reason) => void refused.push(`${id}: ${reason}`),
  });
  const labels = (project: string) => [...(tables.at(-1)?.of(project)?.routes.keys() ?? [])];
  return { live, tables, errors, refused, labels };
}

function config(project: string, version: number, yaml = good("main"), more: Partial<ServedConfig> = {}): ServedConfig {
  return {
    id: `cfg_${project}_${version}`,
    organizationId: "org_1",
    projectId: project,
    projectSlug: project,
    version,
    yaml,
    checksum: yaml,
    secrets: new Map(),
    ...more,
  };
}

const good = (route: string) =>
  `chat_models: [{model_id: a, model: mock/echo}]\nroutes: {${route}: {chat_models: [a]}}`;
const KEYED =
  "chat_models: [{model_id: a, model: openai/x, credentials: {api_key: !secret K}}]\nroutes: {r: {chat_models: [a]}}";

describe("live routes", () => {
  it("swaps whole tables and compiles only what has changed", async () => {
    const { live, tables, labels } = setUp();
    await live.update("database", [config("a", 1), config("b", 1)]);
    expect([labels("a"), labels("b")]).toEqual([["a/main"], ["b/main"]]);
    const before = tables.at(-1);
    await live.update("database", [config("a", 1), config("b", 2, good("other"))]);
    expect(labels("b")).toEqual(["b/other"]);
    expect(tables.at(-1)?.of("a")).toBe(before?.of("a"));
    expect(before?.find("b", "b/main", false)).toBeDefined();
    await live.update("database", [config("b", 2, good("other"))]);
    expect(labels("a")).toEqual([]);
  });

  it("compiles anew for another slug and another secret, and not for the same ones", async () => {
    const { live, tables } = setUp();
    const k = new Secret("sk-1");
    const of = (secret: Secret, slug = "a") =>
      live.update("database", [config("a", 1, KEYED, { projectSlug: slug, secrets: new Map([["K", secret]]) })]);
    await of(k);
    const first = tables.at(-1)?.of("a");
    await of(k);
    expect(tables.at(-1)?.of("a")).toBe(first);
    await of(new Secret("sk-2"));
    expect(tables.at(-1)?.of("a")).not.toBe(first);
    await of(k, "renamed");
    expect(tables.at(-1)?.find("a", "renamed/r", false)).toBeDefined();
  });

  it("keeps what was served where the new one cannot be, and tells it; others are served", async () => {
    const { live, errors, refused, labels } = setUp();
    await live.update("database", [config("a", 1), config("b", 1)]);
    await live.update("database", [config("a", 2, "routes: 5"), config("b", 2, good("next"))]);
    expect([labels("a"), labels("b")]).toEqual([["a/main"], ["b/next"]]);
    expect(errors).toEqual([
      expect.objectContaining({ config: "cfg_a_2", errors: [expect.stringMatching(/^1:9 routes: /)] }),
    ]);
    await live.update("database", [config("a", 3, KEYED)]);
    expect(labels("a")).toEqual(["a/main"]);
    expect(JSON.stringify(errors.at(-1))).toContain("there is no secret 'K'");
    await live.update("files", [config("c", 0, "routes: 5")]);
    await live.update("database", [config("a", 4, "routes: 5", { shadowPercent: 5 })]);
    // What is of a file, or only tried, is nobody else's concern.
    expect(refused).toEqual([
      expect.stringMatching(/^cfg_a_2: 1:9 routes: /),
      expect.stringMatching(/^cfg_a_3: .*secret 'K'/),
    ]);
  });

  it("a project's file goes before what the database has for it, and comes back when it goes", async () => {
    const { live, labels } = setUp();
    await live.update("files", [config("a", 0, good("of-file"))]);
    await live.update("database", [config("a", 1), config("b", 1)]);
    expect([labels("a"), labels("b")]).toEqual([["a/of-file"], ["b/main"]]);
    await live.update("files", []);
    expect(labels("a")).toEqual(["a/main"]);
  });

  it("the last of many updates is in use once any of them has resolved", async () => {
    const { live, labels } = setUp();
    const many = Array.from({ length: 30 }, (_, i) =>
      live.update("database", [config("a", i, good(`v${i}`)), config("b", 1)]),
    );
    await many[0];
    expect(labels("a")).toEqual(["a/v29"]);
    await Promise.all(many);
    expect(labels("a")).toEqual(["a/v29"]);
  });

  it("checks without serving", async () => {
    const { live, tables } = setUp();
    expect(live.check(config("a", 1))).toEqual([]);
    expect(live.check(config("a", 1, "routes: 5"))).toHaveLength(1);
    expect(tables).toEqual([]);
  });
});
