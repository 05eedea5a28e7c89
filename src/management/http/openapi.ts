import { STATUS_CODES } from "node:http";
import { z } from "@hono/zod-openapi";

/** For routes that need a session. */
export const SESSION = [{ session: [] }];

/** The body of every failure. */
export const errorAnswer = z
  .object({
    error: z.literal(true),
    status: z.int(),
    message: z.string(),
    code: z.string(),
    param: z.string().optional(),
    details: z.unknown().optional(),
  })
  .openapi("Error");

/** A required JSON body. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { "application/json": { schema } } } } as const;
}

/** Answers of a route: the good one and the failures that are its own. */
export function jsonAnswer<Schema extends z.ZodType>(description: string, schema: Schema, failures: readonly number[]) {
  const refusals = failures.map((status) => [
    status,
    { description: STATUS_CODES[status] ?? "Failure", content: { "application/json": { schema: errorAnswer } } },
  ]);
  const good = { 200: { description, content: { "application/json": { schema } } } };
  // Failures are thrown, never returned: routes' types know the good answer only.
  return { ...(Object.fromEntries(refusals) as object), ...good };
}

/** The same for routes that make something: the good answer is 201. */
export function createdAnswer<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
  failures: readonly number[],
) {
  const { 200: good, ...refusals } = jsonAnswer(description, schema, failures);
  return { ...refusals, 201: good };
}
