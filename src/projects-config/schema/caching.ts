import { z } from "zod";
import { id, line, share } from "./text.ts";

const common = {
  enabled: z.boolean().default(true),
  ttl: z.int().min(1).max(31_536_000).optional().describe("Seconds; for good when absent"),
};

/** Answers that are given again. */
export const cachingSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ ...common, type: z.literal("exact") }),
    z.strictObject({
      ...common,
      type: z.literal("semantic"),
      embedding_model_id: id,
      similarity_threshold: share.default(0.8),
      distance_metric: z
        .enum(["cosine", "euclidean", "inner_product", "dot"])
        .default("cosine")
        .transform((metric) => (metric === "dot" ? "inner_product" : metric))
        .describe("dot is another name of inner_product"),
      dim: z.int().min(1).max(65_536).default(1_536).describe("Numbers of a vector of the embedding model"),
    }),
  ])
  .meta({ title: "Caching" });

/** The server that answers are kept in. */
export const cacheSchema = z
  .strictObject({
    redis_host: line,
    redis_port: z
      .union([z.int().min(1).max(65_535), z.string().regex(/^!secret\s+\S+$/)], "must be a port, or a !secret")
      .describe("1 to 65535"),
  })
  .meta({ title: "Cache" })
  .describe("The gateway keeps answers where its settings say; this is read for files of other products");

export type ConfigCaching = z.output<typeof cachingSchema>;
export type ConfigCache = z.output<typeof cacheSchema>;
