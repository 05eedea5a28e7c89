import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { fail, type GatewayError, toGatewayError } from "../../errors/gateway-error.ts";
import { plainErrorBody } from "../../errors/render.ts";
import { createId } from "../../ids.ts";
import { isOutage } from "../../store/sql/outage.ts";
import type { ManagementEnv } from "./types.ts";

const BODY_BYTES_MAX = 1_048_576;
const REQUEST_ID = /^[\w.:-]{1,128}$/;
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** Every answer names its request and is kept by no cache: they are about one user. */
export const stamp: MiddlewareHandler<ManagementEnv> = async (c, next) => {
  const given = c.req.header("x-request-id") ?? "";
  const requestId = REQUEST_ID.test(given) ? given : createId("req");
  c.set("requestId", requestId);
  await next();
  c.header("x-request-id", requestId);
  c.header("cache-control", "no-store");
};

/** A body must say that it is JSON: so no web page of another origin can send one without the browser asking first. */
export const requireJson: MiddlewareHandler<ManagementEnv> = async (c, next) => {
  if (WITH_BODY.has(c.req.method) && c.req.raw.body !== null) {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/json\s*(;|$)/i.test(type)) throw fail("unsupported_media_type");
  }
  await next();
};

/** Bounds a body before it is read. */
export const limitBody: MiddlewareHandler<ManagementEnv> = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw fail("payload_too_large", { message: `The request body is larger than ${BODY_BYTES_MAX} bytes.` });
  },
});

/** The framework's and the database's own errors in our terms. */
export function toManagementError(error: unknown): GatewayError {
  if (isOutage(error)) return fail("unhealthy", { message: "The database does not answer.", cause: error });
  if (!(error instanceof HTTPException)) return toGatewayError(error);
  if (error.status === 400) return fail("invalid_json", { cause: error });
  if (error.status === 415) return fail("unsupported_media_type", { cause: error });
  return toGatewayError(error);
}

/** The one shape of failures of this API. */
export function errorResponse(error: GatewayError): Response {
  const headers = new Headers();
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
  if (error.status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json(plainErrorBody(error), { status: error.status, headers });
}
