import { z } from "zod";
import { nearestName } from "./nearest.ts";
import { type ProviderSettings, readProvider, settingNamesOf } from "./provider-settings.ts";
import type { Provider } from "./providers/provider.ts";
import { SettingsError } from "./settings-error.ts";
import { SETTINGS } from "./settings-schema.ts";

export { SettingsError };

const schema = z.object(SETTINGS);

export type Settings = z.output<typeof schema> & {
  readonly providers: ReadonlyMap<string, ProviderSettings>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's environment. Nothing else reads it. */
export function environment(): Environment {
  return process.env;
}

/** One variable of this process's environment, for secrets that the operator's own configuration files name. */
export function environmentVariable(name: string): string | undefined {
  return environment()[name];
}

/** Settings of the gateway's clients, not of the gateway; often in the same environment. */
const CLIENT_SETTINGS = ["LLM_GATEWAY_API_KEY", "LLM_GATEWAY_BASE_URL", "LLM_GATEWAY_URL", "LLM_GATEWAY_TOKEN"];

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
  if (parsed.data.STRIPE_SECRET_KEY !== undefined && parsed.data.STRIPE_WEBHOOK_SECRET === undefined) {
    throw new SettingsError(
      "Setting STRIPE_WEBHOOK_SECRET: required with STRIPE_SECRET_KEY. Without it payments would be taken and never credited.",
    );
  }
  refuseUnknown(given, providers);
  return {
    ...parsed.data,
    providers: new Map(providers.map((provider) => [provider.id, readProvider(given, provider)])),
  };
}

/** What an operator asked for that this version does not do: one line each. */
export function notYet(settings: Settings): string[] {
  const lines: string[] = [];
  if (settings.WORKERS > 1) lines.push(`WORKERS is ${settings.WORKERS}, but this version runs one data-plane process.`);
  return lines;
}

function refuseUnknown(env: Environment, providers: readonly Provider[]): void {
  const known = new Set<string>(Object.keys(SETTINGS));
  for (const name of providers.flatMap(settingNamesOf)) known.add(name);
  for (const name of Object.keys(env)) {
    if (!name.startsWith("LLM_") || known.has(name) || CLIENT_SETTINGS.includes(name)) continue;
    const near = nearestName(name, known);
    throw new SettingsError(`Setting ${name}: not known.${near === undefined ? "" : ` Did you mean ${near}?`}`);
  }
}
