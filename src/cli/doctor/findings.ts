import { PROVIDERS } from "../../providers/registry.ts";
import { type Environment, readSettings, type Settings } from "../../settings.ts";
import type { CliContext } from "../context.ts";
import { checkDatabase } from "./database.ts";
import { checkFolder } from "./folder.ts";
import { askGateway, checkClock, checkPort, type GatewayAnswer } from "./gateway.ts";
import { checkProviderKeys } from "./provider-keys.ts";

/** What one check found. */
export interface Finding {
  readonly what: string;
  /** `note` is worth knowing and nothing to mend. */
  readonly state: "good" | "note" | "wrong";
  readonly message: string;
}

/** Looks at everything that can be looked at from here. Checks that need what is missing are left out. */
export async function findings(context: CliContext): Promise<readonly Finding[]> {
  const settings = read(context.env);
  if (typeof settings === "string") return [{ what: "settings", state: "wrong", message: settings }];
  const gateway = await askGateway(context.url);
  return [
    { what: "settings", state: "good", message: "valid" },
    checkFolder(settings),
    await checkPort(settings, gateway),
    await checkDatabase(settings, gateway),
    ...clockOf(gateway),
    ...platformKeys(settings),
    ...(gateway === null ? [] : await checkProviderKeys(context)),
  ];
}

function read(env: Environment): Settings | string {
  try {
    return readSettings(env, PROVIDERS);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function clockOf(gateway: GatewayAnswer | null): readonly Finding[] {
  return gateway === null ? [] : [checkClock(gateway)];
}

function platformKeys({ providers }: Settings): readonly Finding[] {
  const named = [...providers].filter(([, { apiKeys }]) => apiKeys.length > 0).map(([id]) => id);
  if (named.length > 0) return [{ what: "platform keys", state: "good", message: `set for ${named.join(", ")}` }];
  const message = "none in this environment; requests are paid by organizations' own keys, or go to mock/…";
  return [{ what: "platform keys", state: "note", message }];
}
