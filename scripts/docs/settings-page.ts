import { z } from "zod";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { settingNameOfKey, settingPrefix } from "../../src/providers/setting-name.ts";
import { SETTINGS } from "../../src/settings-schema.ts";
import { codes, page, table } from "./table.ts";

const INTRO = `Settings are environment variables, read once at the start. An empty value counts as absent. A wrong value, and an
\`LLM_*\` name that nothing reads, end the start with one line that names the setting.`;

const PROVIDERS_INTRO = `Each provider has two settings. \`LLM_<PROVIDER>_API_KEY\` holds its keys, several separated by commas: when one is
refused, the next is used. \`LLM_<PROVIDER>_BASE_URL\` points the provider elsewhere. The vendor's own names are read when
\`LLM_<PROVIDER>_API_KEY\` is absent.`;

/** docs/reference/settings.md */
export function settingsPage(): string {
  const rows = Object.entries(SETTINGS).map(([name, schema]) => [
    `\`${name}\``,
    valuesOf(schema),
    defaultOf(schema),
    schema.description ?? "",
  ]);
  const providers = PROVIDERS.map((provider) => [
    `\`${provider.id}\``,
    provider.credential.length === 0 ? "–" : `\`${settingNameOfKey(provider)}\``,
    codes(provider.environment),
    `\`${settingPrefix(provider)}_BASE_URL\``,
    provider.inProcess === undefined ? `\`${provider.baseUrl}\`` : "inside the process",
  ]);
  return page(
    "Settings",
    "src/settings-schema.ts and src/providers",
    INTRO,
    table(["Name", "Values", "Default", "Meaning"], rows),
    "## Providers",
    PROVIDERS_INTRO,
    table(["Provider", "Keys", "Vendor's own name", "Address", "Address when absent"], providers),
  );
}

function defaultOf(schema: z.ZodType): string {
  const absent = schema.safeParse(undefined);
  if (!absent.success || absent.data === undefined) return "–";
  const { data } = absent;
  return `\`${Array.isArray(data) ? data.join(",") : typeof data === "string" ? data : JSON.stringify(data)}\``;
}

interface Shape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Shape;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What may be written, in words; read off the schema's two sides, since one of them may be a conversion. */
function valuesOf(schema: z.ZodType): string {
  const side = (io: "input" | "output"): Shape => z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Shape;
  const given = side("input");
  const read = side("output");
  if (given.enum) return codes(given.enum);
  if (read.items?.enum) return `list of ${codes(read.items.enum)}`;
  if (read.type === "integer" || read.type === "number") return rangeOf(read);
  if (given.format === "uri") return "URL";
  return given.format ?? "text";
}

function rangeOf({ type, minimum, maximum }: Shape): string {
  const kind = type === "integer" ? "whole number" : "number";
  if (maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER) return kind;
  return `${kind}, ${minimum ?? 0} to ${maximum}`;
}
