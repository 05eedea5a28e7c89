import { pathText } from "../../projects-config/config-error.ts";
import { diffConfigs } from "../../projects-config/diff-configs.ts";
import { importLitellm } from "../../projects-config/import/litellm.ts";
import { importPortkey } from "../../projects-config/import/portkey.ts";
import { projectConfigJsonSchema } from "../../projects-config/json-schema.ts";
import { readProjectConfig } from "../../projects-config/read-config.ts";
import { type ProjectConfig, projectConfigSchema } from "../../projects-config/schema/project-config.ts";
import { CONFIG_TEMPLATES } from "../../projects-config/templates/config-templates.ts";
import { readYaml } from "../../projects-config/yaml/read-yaml.ts";
import type { ConfigLanguage, ConfigReading } from "./language.ts";

/** Members that hold an address to be called, wherever they stand. */
const ADDRESSES: ReadonlySet<string> = new Set(["url", "base_url", "api_base", "endpoint"]);
const EMPTY = projectConfigSchema.parse({ routes: {} });

/** Made once: it is asked for without a session. */
let schema: object | undefined;

/** The language of `src/projects-config/`. */
export const PROJECT_CONFIG_LANGUAGE: ConfigLanguage = {
  read(text, facts) {
    const known = facts === undefined ? {} : { secrets: facts.hasSecret, providers: facts.providers };
    const { config, errors, warnings, secrets } = readProjectConfig(text, known);
    return { errors, warnings, secrets, urls: config === undefined ? [] : urlsIn(config, []) };
  },
  diff(before, after) {
    const old = before === null ? EMPTY : configOf(before);
    const fresh = configOf(after);
    return old === null || fresh === null ? null : diffConfigs(old, fresh);
  },
  import(format, text) {
    const { yaml = null, report } = format === "litellm" ? importLitellm(text) : importPortkey(text);
    return { yaml, report };
  },
  templates: CONFIG_TEMPLATES,
  jsonSchema() {
    schema ??= projectConfigJsonSchema();
    return schema;
  },
};

/** By shape alone: what a text refers to, such as a secret or an own provider, may have gone since it was written. */
function configOf(text: string): ProjectConfig | null {
  return projectConfigSchema.safeParse(readYaml(text).value).data ?? null;
}

function urlsIn(part: unknown, path: readonly (string | number)[]): ConfigReading["urls"][number][] {
  if (Array.isArray(part)) return part.flatMap((item, index) => urlsIn(item, [...path, index]));
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    const own = [...path, name];
    if (typeof value !== "string") return urlsIn(value, own);
    return ADDRESSES.has(name) && /^https?:/i.test(value) ? [{ path: pathText(own), url: value }] : [];
  });
}
