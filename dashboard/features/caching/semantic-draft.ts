import type { OrganizationSettings } from "../../../src/client/api.ts";

export type SemanticSettings = OrganizationSettings["semanticCache"];

/** The semantic cache's settings as they are typed. */
export interface SemanticDraft
  extends Omit<SemanticSettings, "similarity_threshold" | "ttl_seconds" | "embedding_model"> {
  readonly similarity_threshold: string;
  readonly ttl_seconds: string;
  /** Empty: the gateway's own. */
  readonly embedding_model: string;
}

/** Settings, for a form. */
export function draftOfSemantic(settings: SemanticSettings): SemanticDraft {
  return {
    ...settings,
    similarity_threshold: String(settings.similarity_threshold),
    ttl_seconds: String(settings.ttl_seconds),
    embedding_model: settings.embedding_model ?? "",
  };
}

/** Only what was changed. */
export function semanticPatch(before: SemanticDraft, after: SemanticDraft): Partial<SemanticSettings> {
  const values: SemanticSettings = {
    ...after,
    similarity_threshold: Number(after.similarity_threshold),
    ttl_seconds: Number(after.ttl_seconds),
    embedding_model: after.embedding_model || null,
  };
  const changed = (Object.keys(values) as (keyof SemanticSettings)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, values[name]]));
}
