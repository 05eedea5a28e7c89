import type { Kysely } from "kysely";
import { fail } from "./errors/gateway-error.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { ConfigGenerator } from "./management/configs/generate-config.ts";
import type { Database } from "./store/sql/schema.ts";

const TIMEOUT_MS = 120_000;

interface ChatAnswer {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
  readonly error?: { readonly message?: unknown };
}

/**
 * Lets a model of this gateway write configurations, as any other request and at the project's expense: with the newest
 * key of the project, else of the organization. Null where the operator names no model.
 */
export function configGenerator(
  model: string | undefined,
  gateway: Gateway,
  db: Kysely<Database>,
): ConfigGenerator | null {
  if (model === undefined) return null;
  return {
    model,
    async ask(asked, messages, { organizationId, projectId }) {
      const hash = await newestKey(db, organizationId, projectId);
      const caller = hash === undefined ? null : await gateway.keys.lookup(hash);
      if (caller === null) {
        throw fail("conflict", {
          message: "Create an API key in the project first: the request to the model is made, and paid, with it.",
        });
      }
      const answer = await gateway.callInside(caller, {
        path: "/v1/chat/completions",
        body: { model: asked, messages, temperature: 0 },
        source: "config-generator",
        timeoutMs: TIMEOUT_MS,
      });
      const { choices = [], error } = (answer.json ?? {}) as ChatAnswer;
      const text = choices[0]?.message?.content;
      if (answer.status === 200 && typeof text === "string") return text;
      const reason = typeof error?.message === "string" ? error.message : `it answered ${answer.status}`;
      throw fail("all_providers_failed", { message: `${asked} wrote nothing: ${reason}` });
    },
  };
}

async function newestKey(db: Kysely<Database>, organizationId: string, projectId: string): Promise<string | undefined> {
  const keys = await db
    .selectFrom("api_keys")
    .where("organization_id", "=", organizationId)
    .where("status", "=", "active")
    .select(["hash", "project_id as projectId"])
    .orderBy("created_at", "desc")
    .limit(KEYS_MAX)
    .execute();
  return (keys.find((key) => key.projectId === projectId) ?? keys[0])?.hash;
}

const KEYS_MAX = 1_000;
