import { fail } from "../../errors/gateway-error.ts";
import type { ConfigReading } from "./language.ts";

/** Each is looked up at a name server, perhaps a slow one. */
const ORIGINS_MAX = 50;

/**
 * Checks the addresses that a configuration would have called, each server once. Throws `invalid_parameters` for one
 * that users' URLs may not point at; whoever calls it checks again.
 */
export async function checkConfigUrls(
  { urls }: ConfigReading,
  checkUrl: (url: string, param: string) => Promise<unknown>,
): Promise<void> {
  const byOrigin = new Map<string, ConfigReading["urls"][number]>();
  for (const one of urls) {
    // What is no URL is an error of the language, and a secret that holds one is not known here.
    if (URL.canParse(one.url)) byOrigin.set(new URL(one.url).origin, one);
  }
  if (byOrigin.size > ORIGINS_MAX) {
    const message = `yaml: names ${byOrigin.size} servers; ${ORIGINS_MAX} are possible`;
    throw fail("invalid_parameters", { message, param: "yaml" });
  }
  await Promise.all([...byOrigin.values()].map(({ path, url }) => checkUrl(url, path)));
}
