import type { Context } from "hono";
import { auditFacts } from "../audit/facts.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { toProblem } from "./check-text.ts";
import { describeConfigRoutes } from "./describe-config-routes.ts";
import { diffConfig } from "./diff-config.ts";
import { readHistory, toConfig } from "./queries.ts";
import type { ConfigRoutesOptions } from "./routes.ts";
import { deleteConfig, patchConfig } from "./save-config.ts";
import { requireConfig } from "./scoped.ts";
import { approveConfig, cancelApproval, serveConfig, unserveConfig } from "./transitions.ts";

/** One version: its text, its way from draft to served and back, and what is different in it. */
export function configRoutes({ access, ...deps }: ConfigRoutesOptions): Router {
  const routes = describeConfigRoutes(access);
  const { db } = deps;
  const placeOf = (c: Context<ManagementEnv>, configId: string) => requireConfig(c, db, configId);

  return newRouter()
    .openapi(routes.read, async (c) => {
      const { config } = await placeOf(c, c.req.valid("param").id);
      return c.json({ config: toConfig(config) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      const { row, warnings } = await patchConfig(deps, place, c.req.valid("json"), auditFacts(c));
      return c.json({ config: toConfig(row), warnings: warnings.map(toProblem) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteConfig(deps, await placeOf(c, c.req.valid("param").id), auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.history, async (c) => {
      const { configId } = await placeOf(c, c.req.valid("param").id);
      return c.json({ history: await readHistory(db, configId) }, 200);
    })
    .openapi(routes.diff, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ diff: await diffConfig(deps, place.config, c.req.valid("json").against ?? null) }, 200);
    })
    .openapi(routes.approve, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ config: toConfig(await approveConfig(deps, place, c.req.valid("json"), auditFacts(c))) }, 200);
    })
    .openapi(routes.cancelApproval, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ config: toConfig(await cancelApproval(deps, place, c.req.valid("json"), auditFacts(c))) }, 200);
    })
    .openapi(routes.serve, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      const asked = { ...c.req.valid("json"), action: "serve" } as const;
      return c.json({ config: toConfig(await serveConfig(deps, place, asked, auditFacts(c))) }, 200);
    })
    .openapi(routes.rollback, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      const asked = { ...c.req.valid("json"), action: "rollback" } as const;
      return c.json({ config: toConfig(await serveConfig(deps, place, asked, auditFacts(c))) }, 200);
    })
    .openapi(routes.unserve, async (c) => {
      const place = await placeOf(c, c.req.valid("param").id);
      return c.json({ config: toConfig(await unserveConfig(deps, place, c.req.valid("json"), auditFacts(c))) }, 200);
    });
}
