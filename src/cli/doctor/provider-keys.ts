import { ApiError, type Client } from "../../client/client.ts";
import type { CliContext } from "../context.ts";
import { everyPage } from "../pages.ts";
import type { Finding } from "./findings.ts";

/** Tries every active key of a provider with a real, cheap call. Needs a login, and says so without one. */
export async function checkProviderKeys({ client }: CliContext): Promise<readonly Finding[]> {
  const what = "provider keys";
  try {
    const api = client();
    const all = await everyPage(async (page) => {
      const { providerKeys, nextCursor } = await api.call("getProviderKeys", { query: { status: "active", ...page } });
      return { rows: providerKeys, nextCursor };
    });
    if (all.length === 0) return [{ what, state: "note", message: "organizations have none of their own" }];
    const found: Finding[] = [];
    for (const { id, provider, name } of all) found.push(await tryOne(api, id, `${provider} '${name}'`));
    return found;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [{ what, state: "note", message: `not tried: ${error.message}` }];
  }
}

async function tryOne(api: Client, id: string, name: string): Promise<Finding> {
  const what = `provider key ${name}`;
  const { test } = await api.call("postProviderKeysByIdTest", { path: { id } });
  return { what, state: test.verdict === "ok" ? "good" : "wrong", message: test.message };
}
