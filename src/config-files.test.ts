import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { folderState, readConfigFolder } from "./config-files.ts";
import { checkConfigFiles, followConfigFiles } from "./follow-config-files.ts";
import type { RouteTable } from "./gateway/routes/route-table.ts";
import { LiveRoutes } from "./live-routes.ts";
import { providerById } from "./providers/registry.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "configs-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const good = (route: string) =>
  `chat_models: [{model_id: a, model: mock/echo}]\nroutes: {${route}: {chat_models: [a]}}`;
const KEYED =
  "chat_models: [{model_id: a, model: openai/x, credentials: {api_key: !secret K}}]\nroutes: {r: {chat_models: [a]}}";

describe("a directory of configurations", () => {
  it("has one file a project, and one of secrets", () => {
    const folder = folderOf({
      "shop.yaml": "a",
      "desk.yml": "b",
      "secrets.yaml": "K: v",
      "README.md": "c",
      "Bad.yaml": "d",
    });
    const { files, secrets } = readConfigFolder(folder);
    expect(files.map(({ name, projectSlug, yaml }) => [name, projectSlug, yaml])).toEqual([
      ["desk.yml", "desk", "b"],
      ["shop.yaml", "shop", "a"],
    ]);
    expect(secrets.get("K")?.reveal()).toBe("v");
  });

  it.each([
    [{ "a.yaml": "x", "a.yml": "y" }, "a.yaml and a.yml are both of project 'a'"],
    [{ "openai.yaml": "x" }, "openai.yaml: 'openai' is the id of a provider"],
    [{ "auto.yml": "x" }, "can be no project"],
    [{ "secrets.yaml": "- a" }, "secrets.yaml must be a map"],
    [{ "secrets.yaml": "K: [x]" }, "'K' must be a text"],
    [{ "secrets.yaml": "K: sk-hidden: x" }, "secrets.yaml is no YAML"],
    [{ "big.yaml": "x".repeat(2_000_001) }, "larger than"],
  ])("%j is refused", (files, message) => {
    const folder = folderOf(files as Record<string, string>);
    expect(() => readConfigFolder(folder)).toThrow(message);
    expect(() => readConfigFolder(folder)).not.toThrow("sk-hidden");
  });

  it("is seen to change through a link that is swapped, as clusters mount such directories", () => {
    const root = folderOf({});
    for (const version of ["v1", "v2"]) {
      mkdirSync(join(root, version));
      writeFileSync(join(root, version, "shop.yaml"), good("same"));
    }
    symlinkSync(join(root, "v1"), join(root, "now"));
    const before = folderState(join(root, "now"));
    expect(folderState(join(root, "now"))).toBe(before);
    symlinkSync(join(root, "v2"), join(root, "next"));
    renameSync(join(root, "next"), join(root, "now"));
    expect(folderState(join(root, "now"))).not.toBe(before);
  });
});

function setUp(directory: string) {
  let table: RouteTable | undefined;
  const errors: object[] = [];
  const log = { error: (facts: object) => void errors.push(facts), warn: () => {}, info: () => {} } as never;
  const live = new LiveRoutes({
    deps: {
      wiring: { dispatchTo: () => () => {}, proofOf: () => ({ headers: [] }) },
      providerOf: providerById,
      promptOf: () => undefined,
    },
    log,
    monotonic: () => 0,
    onTable: (made) => {
      table = made;
    },
  });
  const options = {
    directory,
    live,
    log,
    everyMs: 5,
    projectOf: async (slug: string) => ({ organizationId: "org_1", projectId: slug }),
    variable: (name: string) => (name === "FROM_ENVIRONMENT" ? "sk-2" : undefined),
  };
  return { options, errors, labels: (project: string) => [...(table?.of(project)?.routes.keys() ?? [])] };
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

describe("following it", () => {
  it("nothing starts with a file that cannot be served: every error is told with its file and line", () => {
    const { options } = setUp(folderOf({ "a.yaml": good("r"), "b.yaml": "routes: 5", "c.yaml": KEYED }));
    expect(() => checkConfigFiles(options)).toThrow(
      /b\.yaml:1:9 routes: [\s\S]*c\.yaml:1:\d+ .*there is no secret 'K'/,
    );
    expect(() => checkConfigFiles({ ...options, directory: "/nowhere" })).toThrow("Setting CONFIG_DIR");
    expect(() => checkConfigFiles(setUp(folderOf({ "c.yaml": KEYED, "secrets.yaml": "K: v" })).options)).not.toThrow();
    const named = KEYED.replace("!secret K", "!secret FROM_ENVIRONMENT");
    expect(() => checkConfigFiles(setUp(folderOf({ "c.yaml": named })).options)).not.toThrow();
  });

  it("serves each change; what turns bad stays as it was, what goes is gone", async () => {
    const folder = folderOf({ "a.yaml": good("one"), "b.yaml": good("b") });
    const { options, errors, labels } = setUp(folder);
    const stop = await followConfigFiles(options);
    expect([labels("a"), labels("b")]).toEqual([["a/one"], ["b/b"]]);
    writeFileSync(join(folder, "a.yaml"), good("another"));
    await until(() => labels("a")[0] === "a/another");
    writeFileSync(join(folder, "a.yaml"), "routes: 5");
    await until(() => errors.length === 1);
    expect(labels("a")).toEqual(["a/another"]);
    unlinkSync(join(folder, "b.yaml"));
    await until(() => labels("b").length === 0);
    rmSync(folder, { recursive: true });
    await until(() => errors.length > 1);
    expect(labels("a")).toEqual(["a/another"]);
    await stop();
  });
});
