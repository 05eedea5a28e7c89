import { z } from "zod";
import { id } from "./text.ts";

const WEIGHT_MAX = 10_000;
const ids = z.array(id).min(1).max(100);

/** How requests are spread over chat models that are equals. */
export const balancingSchema = z
  .strictObject({
    algorithm: z.enum(["ROUND_ROBIN", "WEIGHTED_ROUND_ROBIN", "CANARY"]).default("ROUND_ROBIN"),
    models: ids.optional().describe("ROUND_ROBIN: who takes part; all chat models of the route when absent"),
    weights: z
      .array(z.strictObject({ model_id: id, weight: z.int().min(1).max(WEIGHT_MAX) }))
      .min(1)
      .max(100)
      .optional()
      .describe("WEIGHTED_ROUND_ROBIN: shares"),
    stable: id.optional().describe("CANARY: who gets the rest; the route's first chat model when absent"),
    canaries: z
      .array(z.strictObject({ model_id: id, percent: z.number().gt(0).max(100) }))
      .min(1)
      .max(20)
      .optional()
      .describe("CANARY: percentages of requests"),
    sticky_by: z
      .enum(["user", "session", "key", "none"])
      .optional()
      .describe("CANARY: what always gets the same model; user when absent"),
  })
  .meta({ title: "Balancing" });

export type ConfigBalancing = z.output<typeof balancingSchema>;
