import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { renderConfigError } from "./config-error.ts";
import { diffConfigs } from "./diff-configs.ts";
import { projectConfigJsonSchema } from "./json-schema.ts";
import { readProjectConfig } from "./read-config.ts";
import { CONFIG_TEMPLATES } from "./templates/config-templates.ts";
import { writeConfig } from "./write-config.ts";
import { readYaml } from "./yaml/read-yaml.ts";

const FOLDER = new URL("examples/", import.meta.url);
const EXAMPLES = readdirSync(FOLDER).map((name) => ({ name, yaml: readFileSync(new URL(name, FOLDER), "utf8") }));
const TEXTS = [...EXAMPLES, ...CONFIG_TEMPLATES.map(({ id, yaml }) => ({ name: `template ${id}`, yaml }))];
const JSON_SCHEMA = z.fromJSONSchema(projectConfigJsonSchema() as never);

describe("examples of the documented vocabulary and templates", () => {
  it("are there", () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(25);
    expect(CONFIG_TEMPLATES).toHaveLength(6);
  });

  it.each(TEXTS)("$name is read without an error", ({ yaml }) => {
    const { config, errors } = readProjectConfig(yaml, { secrets: () => true });
    expect(errors.map(renderConfigError)).toEqual([]);
    expect(config).toBeDefined();
  });

  it.each(TEXTS)("$name fits the JSON Schema for editors", ({ yaml }) => {
    const read = JSON_SCHEMA.safeParse(readYaml(yaml).value);
    expect(read.error?.issues ?? []).toEqual([]);
  });

  it.each(TEXTS)("$name is the same after it was written and read again", ({ yaml }) => {
    const { config, secrets } = readProjectConfig(yaml);
    if (config === undefined) throw new Error("is not read");
    const again = readProjectConfig(writeConfig(config));
    expect(again.errors).toEqual([]);
    expect(again.config).toEqual(config);
    expect(again.secrets).toEqual(secrets);
    expect(diffConfigs(config, again.config ?? config)).toEqual([]);
    expect(writeConfig(again.config ?? config)).toBe(writeConfig(config));
  });

  it.each(CONFIG_TEMPLATES)("template $id gives no warning", ({ yaml }) => {
    expect(readProjectConfig(yaml).warnings).toEqual([]);
  });
});
