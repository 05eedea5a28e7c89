import { z } from "zod";
import { nearestName } from "./nearest.ts";
import type { Provider } from "./providers/provider.ts";
import { settingPrefix } from "./providers/setting-name.ts";
import { SETTINGS } from "./settings-schema.ts";

const schema = z.object(SETTINGS);

/** Platform credentials of one provider, as the operator gave them. */
export interface ProviderSettings {
  readonly apiKeys: readonly string[];
  readonly baseUrl: string | undefined;
}

export type Settings = z.output<typeof schema> & {
  readonly providers: ReadonlyMap<string, ProviderSettings>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's environment. Nothing else reads it. */
export function environment(): Environment {
  return process.env;
}

/** A setting is wrong; the message is one line that names it and says what would be right. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message.replace(/\s*[\r\n]+\s*/g, " "));
  }
}

/** Settings of the gateway's clients, not of the gateway; often in the same environment. */
const CLIENT_SETTINGS = ["LLM_GATEWAY_API_KEY", "LLM_GATEWAY_BASE_URL"];

/**
 * Reads all settings. The only place of the code that is handed the environment. An empty or blank value counts
 * as absent. Throws {@link SettingsError} for a wrong value and for an `LLM_*` name that nothing reads.
 */
export function readSettings(env: Environment, providers: readonly Provider[]): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(`Setting ${issue?.path.join(".")}: ${issue?.message}`);
  }
  if (parsed.data.DATABASE_URL !== undefined && parsed.data.ENCRYPTION_KEY === undefined) {
    throw new SettingsError("Setting ENCRYPTION_KEY: required with DATABASE_URL. Make one with: openssl rand -hex 32");
  }
  refuseUnknown(given, providers);
  return { ...parsed.data, providers: readProviders(given, providers) };
}

/** What an operator asked for that this version does not do: one line each. */
export function notYet(settings: Settings): string[] {
  const lines: string[] = [];
  if (settings.REDIS_URL !== undefined)
    lines.push("REDIS_URL is set, but this version keeps rate limits in each process.");
  if (settings.WORKERS > 1) lines.push(`WORKERS is ${settings.WORKERS}, but this version runs one data-plane process.`);
  return lines;
}

function readProviders(env: Environment, providers: readonly Provider[]): Map<string, ProviderSettings> {
  const found = new Map<string, ProviderSettings>();
  for (const provider of providers) {
    const prefix = settingPrefix(provider);
    const keys = env[`${prefix}_API_KEY`] ?? provider.environment.map((name) => env[name]).find(Boolean);
    const baseUrl = env[`${prefix}_BASE_URL`]?.replace(/\/+$/, "");
    if (baseUrl !== undefined && !isHttpUrl(baseUrl)) {
      throw new SettingsError(`Setting ${prefix}_BASE_URL: must be an http:// or https:// URL`);
    }
    const apiKeys = (keys ?? "")
      .split(",")
      .map((key) => key.trim())
      .filter(Boolean);
    const bad = apiKeys.find((key) => !/^[\x21-\x7e]+$/.test(key));
    if (bad !== undefined)
      throw new SettingsError(`Setting ${prefix}_API_KEY: has a key with spaces or non-ASCII characters`);
    found.set(provider.id, { apiKeys, baseUrl });
  }
  return found;
}

function refuseUnknown(env: Environment, providers: readonly Provider[]): void {
  const known = new Set<string>(Object.keys(SETTINGS));
  for (const provider of providers) {
    known.add(`${settingPrefix(provider)}_API_KEY`).add(`${settingPrefix(provider)}_BASE_URL`);
  }
  for (const name of Object.keys(env)) {
    if (!name.startsWith("LLM_") || known.has(name) || CLIENT_SETTINGS.includes(name)) continue;
    const near = nearestName(name, known);
    throw new SettingsError(`Setting ${name}: not known.${near === undefined ? "" : ` Did you mean ${near}?`}`);
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
