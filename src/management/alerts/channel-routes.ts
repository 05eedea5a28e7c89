import { createRoute } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { syncSettingsChannel } from "../../store/alerts/settings-channel.ts";
import { auditFacts } from "../audit/facts.ts";
import { type Access, membershipFor } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { createdAnswer, jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import { createRateBound } from "../http/rate-bound.ts";
import { newRouter, type Router } from "../http/router.ts";
import { createChannel, deleteChannel, noSuchChannel, patchChannel, rotateChannel } from "./channels.ts";
import { listIn } from "./queries.ts";
import type { AlertRoutesOptions } from "./routes.ts";
import {
  alertChannelAnswer,
  alertChannelPatch,
  alertChannelsAnswer,
  channelTestAnswer,
  listQuery,
  newAlertChannel,
  newAlertChannelAnswer,
  rotatedChannelAnswer,
} from "./schema.ts";
import { organizationsOf, requireIn } from "./scoped.ts";
import { testChannel } from "./test-channel.ts";
import { toChannel } from "./views.ts";

const TESTS_A_MINUTE = 10;
/** Fewer of those that write to people. */
const MAIL_TESTS_AN_HOUR = 10;
const missing = noSuchChannel;

/** Where events are sent. */
export function channelRoutes({ access, ...deps }: AlertRoutesOptions): Router {
  const routes = describeRoutes(access);
  const { db, clock, masterKeys } = deps;
  const bounds = {
    webhook: createRateBound({ clock, countMax: TESTS_A_MINUTE, windowMs: 60_000 }),
    mail: createRateBound({ clock, countMax: MAIL_TESTS_AN_HOUR, windowMs: 3_600_000 }),
  };
  return newRouter()
    .openapi(routes.create, async (c) => {
      const input = c.req.valid("json");
      const { organizationId } = membershipFor(c, input.organizationId);
      const { row, secret } = await createChannel(deps, organizationId, input, auditFacts(c));
      return c.json({ channel: toChannel(row), secret }, 201);
    })
    .openapi(routes.list, async (c) => {
      const query = c.req.valid("query");
      const organizationIds = organizationsOf(c, query.organizationId);
      // The settings may have been given a URL, or have lost it, a moment ago.
      for (const id of organizationIds) await syncSettingsChannel(db, masterKeys, id, new Date(clock.now()));
      const { rows, nextCursor } = await listIn(db, "alert_channels", organizationIds, query);
      return c.json({ channels: rows.map(toChannel), nextCursor }, 200);
    })
    .openapi(routes.read, async (c) => {
      const { id } = c.req.valid("param");
      return c.json({ channel: toChannel(await requireIn(c, deps, "alert_channels", { id, missing })) }, 200);
    })
    .openapi(routes.patch, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_channels", { id, missing });
      const row = await patchChannel(deps, { organizationId, id }, c.req.valid("json"), auditFacts(c));
      return c.json({ channel: toChannel(row) }, 200);
    })
    .openapi(routes.remove, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_channels", { id, missing });
      await deleteChannel(deps, { organizationId, id }, auditFacts(c));
      return c.json({ success: true as const }, 200);
    })
    .openapi(routes.rotate, async (c) => {
      const { id } = c.req.valid("param");
      const { organization_id: organizationId } = await requireIn(c, deps, "alert_channels", { id, missing });
      const { row, secret, previousValidUntil } = await rotateChannel(deps, { organizationId, id }, auditFacts(c));
      return c.json({ channel: toChannel(row), secret, previousValidUntil: previousValidUntil.toISOString() }, 200);
    })
    .openapi(routes.test, async (c) => {
      const row = await requireIn(c, deps, "alert_channels", { id: c.req.valid("param").id, missing });
      if (bounds[row.kind].take(row.organization_id) === null) {
        const most =
          row.kind === "mail" ? `${MAIL_TESTS_AN_HOUR} tests by mail an hour` : `${TESTS_A_MINUTE} tests a minute`;
        const message = `An organization can make ${most}. Try again later.`;
        throw fail("rate_limit_exceeded", { message, retryAfterSeconds: row.kind === "mail" ? 3_600 : 60 });
      }
      return c.json({ test: await testChannel(deps, row, auditFacts(c)) }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = { tags: ["alerts"], security: SESSION };
  const all = { ...common, path: "/alerts/channels" } as const;
  const one = { ...common, path: "/alerts/channels/{id}" } as const;
  const readers = access.requireRole("viewer", { scope: "settings:read" });
  const writers = access.requireRole("admin", { scope: "settings:write" });
  const refusals = [400, 401, 403, 404];
  return {
    create: createRoute({
      ...all,
      method: "post",
      summary: "Make a channel: a signed webhook, or mail",
      middleware: writers,
      request: jsonBody(newAlertChannel),
      responses: createdAnswer("The new channel, with its secret", newAlertChannelAnswer, [...refusals, 415]),
    }),
    list: createRoute({
      ...all,
      method: "get",
      summary: "List channels, newest first",
      middleware: readers,
      request: { query: listQuery },
      responses: jsonAnswer("A page", alertChannelsAnswer, refusals),
    }),
    read: createRoute({
      ...one,
      method: "get",
      summary: "One channel",
      middleware: readers,
      request: { params: idParams },
      responses: jsonAnswer("The channel", alertChannelAnswer, refusals),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change, enable or disable a channel",
      middleware: writers,
      request: { params: idParams, ...jsonBody(alertChannelPatch) },
      responses: jsonAnswer("The channel after the change", alertChannelAnswer, [...refusals, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a channel",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The channel is deleted", doneAnswer, [...refusals, 409]),
    }),
    rotate: createRoute({
      ...common,
      path: "/alerts/channels/{id}/rotate",
      method: "post",
      summary: "Give a webhook a new signing secret",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("The channel, with its new secret", rotatedChannelAnswer, [...refusals, 409]),
    }),
    test: createRoute({
      ...common,
      path: "/alerts/channels/{id}/test",
      method: "post",
      summary: "Send a test at once",
      middleware: writers,
      request: { params: idParams },
      responses: jsonAnswer("What came of it", channelTestAnswer, [...refusals, 409, 429]),
    }),
  };
}
