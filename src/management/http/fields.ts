import { z } from "@hono/zod-openapi";

const ID_MAX = 64;
const CURSOR_MAX = 1_024;
const PAGE_MAX = 200;
const PAGE_DEFAULT = 50;

/** An id of ours, or what a caller takes for one: never more than its characters. */
export const id = z
  .string()
  .regex(/^[\w-]+$/, "is not an id")
  .max(ID_MAX);

/** Text that people read, without blanks around it. The database takes neither NUL nor half of a surrogate pair. */
export function plainText(lengthMin: number, lengthMax: number) {
  return z
    .string()
    .trim()
    .min(lengthMin)
    .max(lengthMax)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "holds a character that cannot be stored");
}

/** A day, or a day and time with its offset from UTC. */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date or a date and time of ISO 8601")
  .transform((text) => new Date(text));

/**
 * The same or null, and described so: where a schema says by hand what type it has, the description knows nothing of a
 * null that is added later.
 */
export function orNull<Schema extends z.ZodType>(schema: Schema, type: "number" | "string") {
  return schema.nullable().openapi({ type: [type, "null"] });
}

/** What every list takes. */
export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
  cursor: z.string().max(CURSOR_MAX).optional().openapi({ description: "nextCursor of the page before" }),
};

/** The path of one object. */
export const idParams = z.object({ id });

/** What a removal answers. */
export const doneAnswer = z.object({ success: z.literal(true) }).openapi("Done");
