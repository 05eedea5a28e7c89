import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import { checkGuardrailUrls } from "../guardrails/check-urls.ts";
import { idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { settingsAnswer, settingsPatch } from "./schema.ts";
import { changeSettings, readSettings, type SettingsServiceOptions } from "./service.ts";
import { toSettings } from "./view.ts";

export interface SettingsRoutesOptions extends SettingsServiceOptions {
  readonly access: Access;
  /** Throws `invalid_parameters` naming `param` for a URL that the gateway must not call. */
  readonly checkUrl: (url: string, param: string) => Promise<unknown>;
}

/** What holds for all requests of an organization: one document, changed field by field. */
export function settingsRoutes({ access, checkUrl, ...options }: SettingsRoutesOptions): Router {
  const common = { path: "/organizations/{id}/settings", tags: ["organizations"], security: SESSION };
  const read = createRoute({
    ...common,
    method: "get",
    summary: "The organization's settings",
    middleware: access.requireRole("admin", { scope: "settings:read" }),
    request: { params: idParams },
    responses: jsonAnswer("Every part with every field", settingsAnswer, [400, 401, 403, 404]),
  });
  const change = createRoute({
    ...common,
    method: "patch",
    summary: "Change some of the organization's settings",
    middleware: access.requireRole("admin", { scope: "settings:write" }),
    request: { params: idParams, ...jsonBody(settingsPatch) },
    responses: jsonAnswer("The settings after the change", settingsAnswer, [400, 401, 403, 404, 415]),
  });

  return newRouter()
    .openapi(read, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      return c.json({ settings: toSettings(await readSettings(options.db, organizationId)) }, 200);
    })
    .openapi(change, async (c) => {
      const { organizationId } = membershipIn(c, c.req.valid("param").id);
      const patch = c.req.valid("json");
      const url = patch.alerts?.webhook_url;
      if (url != null) await checkUrl(url, "alerts.webhook_url");
      await checkGuardrailUrls(patch.guardrails, checkUrl);
      return c.json({ settings: toSettings(await changeSettings(options, organizationId, patch, auditFacts(c))) }, 200);
    });
}
