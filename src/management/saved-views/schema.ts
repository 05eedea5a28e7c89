import { z } from "@hono/zod-openapi";
import { id, plainText } from "../http/fields.ts";

const NAME_MAX = 80;
const QUERY_MAX = 2_000;

const page = z.enum(["logs", "analytics", "costs"]).openapi({ description: "The dashboard's page" });
const name = plainText(1, NAME_MAX).openapi({ example: "Failures of checkout" });
const query = plainText(0, QUERY_MAX)
  .refine((text) => !/^[?#]/.test(text), "is a query without its question mark")
  .openapi({ description: "The page's query, as in its address", example: "status=error&range=24h" });

export const newSavedView = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    page,
    name,
    query,
  })
  .openapi("NewSavedView");

export type NewSavedView = z.output<typeof newSavedView>;

/** Absent fields stay as they are. */
export const savedViewPatch = z
  .strictObject({ name: name.optional(), query: query.optional() })
  .openapi("SavedViewPatch");

export type SavedViewPatch = z.output<typeof savedViewPatch>;

export const savedViewsQuery = z.object({ organizationId: id.optional(), page: page.optional() });

export type SavedViewsQuery = z.output<typeof savedViewsQuery>;

const savedView = z
  .object({
    id: z.string().openapi({ example: "view_123abc" }),
    organizationId: z.string(),
    page,
    name: z.string(),
    query: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("SavedView");

export type SavedViewView = z.output<typeof savedView>;

export const savedViewAnswer = z.object({ savedView }).openapi("SavedViewAnswer");
export const savedViewsAnswer = z.object({ savedViews: z.array(savedView) }).openapi("SavedViewList");
