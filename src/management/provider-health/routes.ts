import { createRoute, z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { Access } from "../auth/access.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";

const circuit = z
  .object({
    credential: z.string().openapi({ description: "Names the key without revealing it" }),
    state: z.enum(["closed", "open", "half-open"]),
    consecutiveFailures: z.int(),
    openedAt: z.iso.datetime().nullable(),
    probeAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  })
  .openapi("Circuit");

const modelHealth = z
  .object({
    provider: z.string(),
    model: z.string(),
    uptime: z.number().nullable().openapi({ description: "0 to 1, of the last while" }),
    latencyMs: z.number().nullable(),
    timeToFirstTokenMs: z.number().nullable(),
    tokensPerSecond: z.number().nullable(),
    samples: z.number(),
    lastSeenAt: z.iso.datetime().nullable(),
    circuits: z.array(circuit),
  })
  .openapi("ModelHealth");

const healthAnswer = z
  .object({ health: z.array(modelHealth), nextCursor: z.null() })
  .openapi("ModelHealthList", { description: "What this process has seen lately" });

/** What is known of one model at a provider. */
export interface ModelHealth extends Omit<z.output<typeof modelHealth>, "circuits"> {
  readonly circuits: readonly z.output<typeof circuit>[];
}

/** Health of all that was called lately; circuits of those credentials alone that may be shown. */
export type ReadHealth = (mayShow: (credential: string) => boolean) => readonly ModelHealth[];

/** Ids of organizations' own keys begin so; all others are the platform's. */
const OWN_KEY = "pk_";

/** How providers do, as routing sees them. */
export function providerHealthRoutes(options: {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly readHealth: ReadHealth;
}): Router {
  const { db, access, readHealth } = options;
  const route = createRoute({
    method: "get",
    path: "/providers/health",
    tags: ["providers"],
    summary: "Latency, uptime and circuits of what was called lately",
    security: SESSION,
    middleware: [access.requireRole("viewer", { scope: "provider-keys:read" })] as const,
    responses: jsonAnswer("All models called lately", healthAnswer, [401, 403]),
  });
  return newRouter().openapi(route, async (c) => {
    const organizations = c.var.allowed.map(({ organizationId }) => organizationId);
    const rows = await db
      .selectFrom("provider_keys")
      .select("id")
      .where("organization_id", "in", organizations)
      .execute();
    const own = new Set(rows.map(({ id }) => id));
    const health = readHealth((credential) => !credential.startsWith(OWN_KEY) || own.has(credential));
    return c.json({ health: health.map((one) => ({ ...one, circuits: [...one.circuits] })), nextCursor: null }, 200);
  });
}
