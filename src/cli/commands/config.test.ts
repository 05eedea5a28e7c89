import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Harness, makeHarness, PUBLIC_URL } from "../../management/testing/harness.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { createContext } from "../context.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { addConfig } from "./config.ts";

const GOOD = `chat_models:
  - model_id: gpt
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY
routes:
  support:
    chat_models: [gpt]
`;
const OTHER = GOOD.replaceAll("support", "sales");
const BAD = `routes:
  support:
    chat_models: [gone]
    colour: red
`;

/** What a command did. */
interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe("config", () => {
  const engine = useEmbedded();
  let api: Harness;
  let folder = "";
  let token = "";
  let projectId = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "llm-gateway-config-"));
    api = await makeHarness(engine, { projectsMax: 50 });
    token = await api.signIn();
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => api.app.fetch(new Request(url, init)));
  });
  beforeEach(async () => {
    const made = await api.call<{ project: { id: string } }>("/projects", { token, body: { name: "Shop" } });
    projectId = made.body.project.id;
  });
  afterEach(() => {
    process.exitCode = undefined;
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const run = async (args: readonly string[], { json = false, as = token } = {}): Promise<Ran> => {
    const said = { out: "", err: "" };
    const write = {
      data(text: string) {
        said.out += `${text}\n`;
      },
      note(text: string) {
        said.err += `${text}\n`;
      },
    };
    const env = {
      LLM_GATEWAY_URL: PUBLIC_URL,
      XDG_CONFIG_HOME: folder,
      ...(as === "" ? {} : { LLM_GATEWAY_TOKEN: as }),
    };
    const program = new Command("llm-gateway").exitOverride().version("0.0.0");
    addConfig(program, () => createContext(env, { json }, write));
    const all = (command: Command): Command[] => [command, ...command.commands.flatMap((one) => all(one as Command))];
    for (const one of all(program)) one.exitOverride().configureOutput({ writeErr: () => undefined });
    process.exitCode = undefined;
    try {
      await program.parseAsync(["config", ...args], { from: "user" });
      return { code: Number(process.exitCode ?? 0), ...said };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { code: exitCodeOf(error), out: said.out, err: `${said.err}${message}\n` };
    }
  };
  const good = async (args: readonly string[], options = {}): Promise<Ran> => {
    const ran = await run(args, options);
    expect(ran.code, ran.out + ran.err).toBe(0);
    return ran;
  };
  const secret = async () => {
    const path = `/projects/${projectId}/secrets/OPENAI_API_KEY`;
    await api.call(path, { method: "PUT", token, body: { value: "sk-test-of-a-secret" } });
  };
  const states = async () => {
    const { out } = await good(["list", "--project", projectId], { json: true });
    const { configs } = JSON.parse(out) as { configs: { version: number; state: string }[] };
    return configs.map(({ version, state }) => `${version} ${state}`);
  };
  const push = (text: string, ...rest: string[]) => [
    "push",
    file("config.yaml", text),
    "--project",
    projectId,
    ...rest,
  ];

  it("validates without a gateway, with the place of every error", async () => {
    const [fine, broken] = [file("good.yaml", GOOD), file("bad.yaml", BAD)];
    expect(await run(["validate", fine], { as: "" })).toMatchObject({ code: 0, out: "" });
    const { code, out } = await run(["validate", fine, broken], { as: "" });
    expect(code).toBe(1);
    const lines = out.trim().split("\n");
    expect(lines.length).toBe(2);
    expect(lines[0]).toMatch(new RegExp(`^${broken}:3:\\d+ routes\\.support\\.chat_models\\[0\\]: `));
    expect(lines[1]).toMatch(new RegExp(`^${broken}:4:\\d+ routes\\.support\\.colour: `));
    const json = await run(["validate", fine, broken], { json: true });
    expect(JSON.parse(json.out)).toMatchObject({
      valid: false,
      files: [
        { file: fine, valid: true, secrets: ["OPENAI_API_KEY"] },
        { file: broken, valid: false, errors: [{ line: 3 }, { line: 4 }] },
      ],
    });
    expect((await run(["validate", fine, "--secret", "OTHER"])).out).toContain("OPENAI_API_KEY");
    expect((await run(["validate", fine, "--secret", "OPENAI_API_KEY"])).code).toBe(0);
    expect((await run(["validate", join(folder, "none.yaml")])).code).toBe(2);
  });

  it("shows the schema, and imports, without a gateway", async () => {
    const schema = await good(["schema"], { as: "" });
    expect(JSON.parse(schema.out)).toMatchObject({ properties: { routes: {} } });
    const litellm = `model_list:
  - model_name: chat
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
`;
    const made = await good(["import", file("litellm.yaml", litellm), "--from", "litellm"], { as: "" });
    expect(made.out).toContain("!secret OPENAI_API_KEY");
    expect(made.err).toContain("Set the secret OPENAI_API_KEY");
    const out = join(folder, "out.yaml");
    await good(["import", file("litellm.yaml", litellm), "--from", "litellm", "--out", out]);
    expect((await run(["validate", out])).code).toBe(0);
    expect((await run(["import", out, "--from", "nginx"])).code).toBe(2);
    expect((await run(["import", file("x.yaml", "a: 1"), "--from", "portkey"])).code).toBe(1);
  });

  it("pushes, and the same text only once", async () => {
    await secret();
    const first = await good(push(GOOD, "--message", "First"), { json: true });
    expect(JSON.parse(first.out)).toMatchObject({ config: { version: 1, state: "DRAFT", message: "First" } });
    expect((await good(push(GOOD))).err).toContain("no version was made");
    expect(await states()).toEqual(["1 DRAFT"]);
    await good(push(GOOD, "--always"));
    expect(await states()).toEqual(["2 DRAFT", "1 DRAFT"]);
  });

  it("takes a pipeline to what is served, again and again", async () => {
    await secret();
    await good(push(GOOD, "--approve"));
    expect(await states()).toEqual(["1 READY_TO_SERVE"]);
    for (const _ of [1, 2]) await good(push(GOOD, "--serve", "--message", "Release"));
    expect(await states()).toEqual(["1 SERVED"]);
    await good(push(OTHER, "--serve"));
    expect(await states()).toEqual(["2 SERVED", "1 RETIRED"]);
    await good(["rollback", "--project", projectId, "--message", "Broken"]);
    expect(await states()).toEqual(["2 RETIRED", "1 SERVED"]);
    await good(["rollback", "--project", projectId, "--to", "2"]);
    expect(await states()).toEqual(["2 SERVED", "1 RETIRED"]);
    expect((await run(["rollback", "--project", projectId, "--to", "9"])).code).toBe(1);
    expect((await run(["rollback", "--project", projectId, "--to", "2"])).code).toBe(1);
  });

  it("steps one by one, and says what a state does not allow", async () => {
    await secret();
    const { out } = await good(push(GOOD), { json: true });
    const { id } = (JSON.parse(out) as { config: { id: string } }).config;
    const refused = await run(["serve", id]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("is DRAFT")]);
    for (const step of ["approve", "cancel-approval", "approve", "serve", "unserve"]) await good([step, id]);
    expect(await states()).toEqual(["1 RETIRED"]);
    const member = await api.member("developer");
    expect((await run(["serve", id], { as: member.token })).code).toBe(4);
    expect((await run(["serve", id], { as: "" })).code).toBe(4);
  });

  it("tries a version in the shadow, and ends that", async () => {
    await secret();
    const { id } = (JSON.parse((await good(push(GOOD), { json: true })).out) as { config: { id: string } }).config;
    expect((await run(["shadow", id, "--percent", "10"])).err).toContain("is DRAFT");
    await good(["approve", id]);
    const begun = await good(["shadow", id, "--percent", "10", "--message", "a try"]);
    expect([begun.out, begun.err]).toEqual([
      expect.stringContaining("ROUTE"),
      expect.stringContaining("10 % in the shadow; the same in 0 of 0 requests"),
    ]);
    const { shadow } = JSON.parse((await good(["shadow", id], { json: true })).out) as { shadow: object };
    expect(shadow).toMatchObject({ percent: 10, requests: 0, same: 0, outcomes: [] });
    expect((await good(["shadow", id, "--percent", "0"])).err).toContain("0 % in the shadow");
    for (const percent of ["101", "-1", "1.5", "x", "2000"])
      expect((await run(["shadow", id, `--percent=${percent}`])).code, percent).not.toBe(0);
  });

  it("tells errors of a push at their places in the file", async () => {
    const { code, out, err } = await run(push(GOOD));
    expect(code).toBe(1);
    expect(out).toMatch(/config\.yaml:5:\d+ chat_models\[0\]\.credentials\.api_key: .*OPENAI_API_KEY/);
    expect(err).toContain("1 error");
    const json = await run(push(BAD), { json: true });
    expect(JSON.parse(json.out)).toMatchObject({ valid: false, errors: [{ line: 3 }, { line: 4 }] });
    expect(await states()).toEqual([]);
  });

  it("compares a file with what is served, and with a version", async () => {
    await secret();
    const diff = (text: string, ...rest: string[]) => [
      "diff",
      file("config.yaml", text),
      "--project",
      projectId,
      ...rest,
    ];
    const nothing = await good(diff(GOOD));
    expect(nothing.out).toContain("route `support` added");
    expect(nothing.err).toContain("from nothing");
    await good(push(GOOD, "--serve"));
    expect((await good(diff(`# only a comment\n${GOOD}`, "--exit-code"))).out).toBe("");
    expect((await run(diff(OTHER, "--exit-code"))).code).toBe(1);
    const { out } = await good(diff(OTHER, "--against", "1"), { json: true });
    expect(JSON.parse(out)).toMatchObject({ from: 1, changes: [{ kind: "removed" }, { kind: "added" }] });
    expect((await run(diff("routes: [", "--exit-code"))).code).toBe(1);
    expect((await run(diff(OTHER, "--against", "x"))).code).toBe(2);
  });

  it("pulls what was pushed, byte for byte", async () => {
    expect((await run(["pull", "--project", projectId])).code).toBe(1);
    expect((await run(["rollback", "--project", projectId])).code).toBe(1);
    await secret();
    await good(push(GOOD, "--serve"));
    await good(push(OTHER));
    expect((await good(["pull", "--project", projectId])).out).toBe(GOOD);
    const out = join(folder, "pulled.yaml");
    await good(["pull", "--project", projectId, "--at", "2", "--out", out]);
    expect(readFileSync(out, "utf8")).toBe(OTHER);
  });
});
