import { z } from "zod";
import { id } from "./text.ts";

const KINDS = ["chat", "embedding", "transcription"] as const;
export type ModelKind = (typeof KINDS)[number];

const capital = <T extends string>(kind: T) => `${kind[0]?.toUpperCase()}${kind.slice(1)}` as Capitalize<T>;
const spellings = KINDS.flatMap((kind) => [kind, kind.toUpperCase() as Uppercase<ModelKind>, capital(kind)]);

/** The kind of models that a fallback is of; undefined for what is no kind. Written in any case. */
export function modelKindOf(value: unknown): ModelKind | undefined {
  if (value === undefined) return "chat";
  return typeof value === "string" ? KINDS.find((kind) => kind === value.toLowerCase()) : undefined;
}

/** Who is asked after a model has failed. Entries of one target add up. */
export const fallbackSchema = z
  .strictObject({
    target: id,
    fallbacks: z.array(id).min(1).max(50).describe("In order"),
    type: z
      .enum(spellings)
      .default("chat")
      .transform((type) => modelKindOf(type) ?? "chat"),
  })
  .meta({ title: "Fallback" });

export type ConfigFallback = z.output<typeof fallbackSchema>;
