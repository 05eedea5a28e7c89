import { beforeAll, describe, expect, it } from "vitest";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness, PUBLIC_URL } from "../testing/harness.ts";
import { PROJECT_CONFIG_LANGUAGE as language } from "./project-config-language.ts";
import { type ConfigTalk, configTalk, freshProject } from "./testing/talk.ts";

const yaml = (provider: string, address = "https://api.example.com/v1") => `chat_models:
  - model_id: main
    model: ${provider}/some-model
    credentials:
      api_key: !secret KEY
      base_url: ${address}
routes:
  support:
    chat_models: [main]
`;
const facts = (secrets: readonly string[], providers: readonly string[] = []) => ({
  hasSecret: (name: string) => secrets.includes(name),
  providers: new Set(providers),
});

describe("the language of configurations, as their lifecycle uses it", () => {
  it("knows a project's secrets and its organization's providers", () => {
    const text = yaml("acme");
    expect(language.read(text, facts(["KEY"], ["acme"]))).toEqual({
      errors: [],
      warnings: [],
      secrets: ["KEY"],
      urls: [{ path: "chat_models[0].credentials.base_url", url: "https://api.example.com/v1" }],
    });
    const { errors } = language.read(text, facts([]));
    expect(errors.map(({ line }) => line)).toEqual([3, 5]);
    expect(language.read("routes: [", facts([])).errors).toHaveLength(1);
  });

  it("compares what was written for secrets and providers that have gone since", () => {
    expect(language.diff(null, yaml("acme"))?.map(({ kind }) => kind)).toEqual(["added", "added"]);
    expect(language.diff(yaml("acme"), `# same\n${yaml("acme")}`)).toEqual([]);
    expect(language.diff(yaml("acme"), "ancient: true")).toBeNull();
    expect(language.diff("routes: [", yaml("acme"))).toBeNull();
  });

  it("gives a schema and templates", () => {
    expect(language.jsonSchema()).toMatchObject({ type: "object" });
    expect(language.templates.length).toBeGreaterThanOrEqual(6);
  });
});

describe("configurations in the product's own language", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner: ConfigTalk;
  let projectId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    owner = configTalk(api, await api.signIn());
    projectId = await freshProject(owner);
  });

  it("every template can be served once its secrets are set", async () => {
    const { templates } = await owner.say("GET", `/projects/${projectId}/configs/templates`, 200);
    for (const { id } of templates) {
      const text = language.templates.find((one) => one.id === id)?.yaml ?? "";
      for (const name of language.read(text).secrets) {
        await owner.say("PUT", `/projects/${projectId}/secrets/${name}`, 200, { value: "a value of a secret" });
      }
      await owner.step(await owner.ready(projectId, text), "serve");
    }
  });

  it("refuses addresses that users may not point at, by their place", async () => {
    await owner.say("PUT", `/projects/${projectId}/secrets/KEY`, 200, { value: "a value of a secret" });
    const inside = { yaml: yaml("openai", "http://169.254.169.254/v1") };
    const { param } = await owner.say("POST", `/projects/${projectId}/configs`, 400, inside);
    expect(param).toBe("chat_models[0].credentials.base_url");
    const draft = await owner.draft(projectId, yaml("openai"));
    await owner.say("PATCH", `/configs/${draft.id}`, 400, inside);
  });

  it("publishes the schema for editors, to everybody", async () => {
    const response = await api.app.fetch(new Request(`${PUBLIC_URL}/api/v1/project-config.schema.json`));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(language.jsonSchema())));
  });

  it("imports with secrets that are named and not copied", async () => {
    const text =
      "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OWN}\n";
    const body = { format: "litellm", text };
    const { import: made } = await owner.say("POST", `/projects/${projectId}/configs/import`, 200, body);
    expect([made.config, made.missingSecrets]).toEqual([null, ["OWN"]]);
    await owner.say("PUT", `/projects/${projectId}/secrets/OWN`, 200, { value: "a value of a secret" });
    const again = await owner.say("POST", `/projects/${projectId}/configs/import`, 200, body);
    expect(again.import.config).toMatchObject({ state: "DRAFT" });
  });
});
