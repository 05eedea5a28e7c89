import { createRoute } from "@hono/zod-openapi";
import type { Access } from "../auth/access.ts";
import { doneAnswer, idParams } from "../http/fields.ts";
import { jsonAnswer, jsonBody, SESSION } from "../http/openapi.ts";
import {
  configAnswer,
  configPatch,
  diffAnswer,
  diffBody,
  historyAnswer,
  savedConfigAnswer,
  transition,
} from "./schema.ts";

/** Routes of one configuration. */
export function describeConfigRoutes(access: Access) {
  const common = { tags: ["configs"], security: SESSION };
  const one = { ...common, path: "/configs/{id}", request: { params: idParams } } as const;
  const readers = access.requireRole("developer", { scope: "projects:read" });
  const writers = access.requireRole("developer", { scope: "projects:write" });
  const servers = access.requireRole("admin", { scope: "projects:write" });
  const all = [400, 401, 403, 404];
  // Without a body too: `curl -X POST` is enough.
  const step = {
    ...common,
    method: "post",
    request: { params: idParams, body: { ...jsonBody(transition).body, required: false } },
    responses: jsonAnswer("The configuration after it", configAnswer, [...all, 409, 415]),
  } as const;
  return {
    read: createRoute({
      ...one,
      method: "get",
      summary: "One configuration with its text",
      middleware: readers,
      responses: jsonAnswer("The configuration", configAnswer, all),
    }),
    patch: createRoute({
      ...one,
      method: "patch",
      summary: "Change a draft",
      middleware: writers,
      request: { params: idParams, ...jsonBody(configPatch) },
      responses: jsonAnswer("The draft after the change", savedConfigAnswer, [...all, 409, 415]),
    }),
    remove: createRoute({
      ...one,
      method: "delete",
      summary: "Delete a draft",
      middleware: writers,
      responses: jsonAnswer("The draft is deleted", doneAnswer, [...all, 409]),
    }),
    history: createRoute({
      ...one,
      method: "get",
      path: "/configs/{id}/history",
      summary: "Who did what to a configuration, and why; newest first",
      middleware: readers,
      responses: jsonAnswer("The last 200 events", historyAnswer, all),
    }),
    diff: createRoute({
      ...common,
      method: "post",
      path: "/configs/{id}/diff",
      summary: "What a configuration means that another one, or the served one, does not",
      middleware: readers,
      request: { params: idParams, body: { ...jsonBody(diffBody).body, required: false } },
      responses: jsonAnswer("The differences", diffAnswer, [...all, 409, 415]),
    }),
    approve: createRoute({
      ...step,
      path: "/configs/{id}/approve",
      summary: "Mark a draft as reviewed: READY_TO_SERVE",
      middleware: writers,
    }),
    cancelApproval: createRoute({
      ...step,
      path: "/configs/{id}/cancel-approval",
      summary: "Make a reviewed configuration a draft again",
      middleware: writers,
    }),
    serve: createRoute({
      ...step,
      path: "/configs/{id}/serve",
      summary: "Make a reviewed configuration the one that is live; the one before is retired",
      middleware: servers,
    }),
    rollback: createRoute({
      ...step,
      path: "/configs/{id}/rollback",
      summary: "Serve a retired configuration again",
      middleware: servers,
    }),
    unserve: createRoute({
      ...step,
      path: "/configs/{id}/unserve",
      summary: "Take the live configuration down; nothing is served then",
      middleware: servers,
    }),
  };
}
