import { createRoute } from "@hono/zod-openapi";
import { auditFacts } from "../audit/facts.ts";
import type { Access } from "../auth/access.ts";
import { idParams } from "../http/fields.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { noSuchDelivery, noSuchEvent, resolveEvent, retryDelivery } from "./events.ts";
import { eventsOf, listDeliveries, listEvents } from "./queries.ts";
import type { AlertRoutesOptions } from "./routes.ts";
import {
  alertDeliveriesAnswer,
  alertDeliveryAnswer,
  alertEventAnswer,
  alertEventsAnswer,
  deliveriesQuery,
  eventsQuery,
} from "./schema.ts";
import { organizationsOf, requireIn } from "./scoped.ts";
import { toDelivery, toEvent } from "./views.ts";

/** What happened, and what was sent of it. */
export function eventRoutes({ access, ...deps }: AlertRoutesOptions): Router {
  const routes = describeRoutes(access);
  return newRouter()
    .openapi(routes.events, async (c) => {
      const query = c.req.valid("query");
      const { rows, nextCursor } = await listEvents(deps.db, organizationsOf(c, query.organizationId), query);
      return c.json({ events: rows.map(toEvent), nextCursor }, 200);
    })
    .openapi(routes.resolve, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_events", {
        id,
        missing: noSuchEvent,
      });
      return c.json({ event: toEvent(await resolveEvent(deps, { organizationId, id }, auditFacts(c))) }, 200);
    })
    .openapi(routes.deliveries, async (c) => {
      const query = c.req.valid("query");
      const { rows, nextCursor } = await listDeliveries(deps.db, organizationsOf(c, query.organizationId), query);
      const events = await eventsOf(deps.db, rows);
      return c.json({ deliveries: rows.map((row) => toDelivery(row, events.get(row.event_id))), nextCursor }, 200);
    })
    .openapi(routes.retry, async (c) => {
      const { id } = c.req.valid("param");
      const wanted = { id, missing: noSuchDelivery };
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_deliveries", wanted);
      const row = await retryDelivery(deps, { organizationId, id }, auditFacts(c));
      const events = await eventsOf(deps.db, [row]);
      return c.json({ delivery: toDelivery(row, events.get(row.event_id)) }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["alerts"], security: SESSION };
  const readers = access.requireRole("viewer", { scope: "settings:read" });
  const writers = access.requireRole("admin", { scope: "settings:write" });
  const refusals = [400, 401, 403, 404];
  return {
    events: createRoute({
      ...common,
      path: "/alerts/events",
      method: "get",
      summary: "List alerts, newest first",
      middleware: readers,
      request: { query: eventsQuery },
      responses: jsonAnswer("A page", alertEventsAnswer, refusals),
    }),
    resolve: createRoute({
      ...common,
      path: "/alerts/events/{id}/resolve",
      method: "post",
      summary: "Mark an alert as over",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The alert", alertEventAnswer, refusals),
    }),
    deliveries: createRoute({
      ...common,
      path: "/alerts/deliveries",
      method: "get",
      summary: "List what was sent in the last 30 days, newest first",
      middleware: readers,
      request: { query: deliveriesQuery },
      responses: jsonAnswer("A page", alertDeliveriesAnswer, refusals),
    }),
    retry: createRoute({
      ...common,
      path: "/alerts/deliveries/{id}/retry",
      method: "post",
      summary: "Send again what could not be delivered",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The delivery", alertDeliveryAnswer, [...refusals, 409]),
    }),
  };
}
