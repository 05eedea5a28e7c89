import { z } from "@hono/zod-openapi";
import { id } from "../http/fields.ts";
import { modelName } from "../settings/routing-preferences.ts";

const KEY_CHARS = 64;
const REQUEST_ID_MAX = 256;
const YEAR_SECONDS = 31_536_000;

const organizationId = id.optional().openapi({ description: "Needed by those who belong to several" });

export const cacheQuery = z.object({ organizationId });

export const cacheStats = z
  .object({
    organizationId: z.string(),
    entries: z.int(),
    bytes: z.int().openapi({ description: "As they are kept: compressed" }),
    hits: z.int(),
    misses: z.int(),
    hitRate: z.number().nullable().openapi({ description: "0 to 1; null while nothing was looked up" }),
    savedUsd: z.number().openapi({ description: "What hits would have cost, as far as that is known" }),
    countedSince: z.iso.datetime().nullable(),
  })
  .openapi("CacheStats");

export const cacheAnswer = z.object({ cache: cacheStats }).openapi("CacheStatsAnswer");

/** All that are given must fit. */
export const cachePurge = z
  .strictObject({
    organizationId,
    projectId: id.optional().openapi({ description: "Answers to requests of this project" }),
    model: modelName.optional().openapi({ description: "Answers of this model, with or without its provider" }),
    key: z
      .string()
      .regex(/^[0-9a-f]+$/, "must be a cache key")
      .length(KEY_CHARS)
      .optional()
      .openapi({ description: "One answer, by its cache key" }),
    requestId: z
      .string()
      .min(1)
      .max(REQUEST_ID_MAX)
      .optional()
      .openapi({ description: "The answer to this request, which was stored" }),
    olderThanSeconds: z
      .int()
      .min(0)
      .max(YEAR_SECONDS)
      .optional()
      .openapi({ description: "Answers that were stored longer ago" }),
  })
  .openapi("CachePurge");

export type CachePurge = z.output<typeof cachePurge>;

export const purgedAnswer = z.object({ purged: z.int() }).openapi("CachePurged");
