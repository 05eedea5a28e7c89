import type { Json } from "../json-column.ts";

/** What was learned of a model in a kind of task by one organization: opinions of -1..1, fading from `at` on. */
export interface RoutingPriorsTable {
  organization_id: string;
  category: string;
  model: string;
  sum: number;
  weight: number;
  at: Date;
}

/** What was seen of a model at a provider, so that a restart does not forget it. */
export interface RoutingHealthTable {
  /** `provider/model`. */
  label: string;
  state: Json<Readonly<Record<string, SavedMean>>>;
  updated_at: Date;
}

/** What a decayed mean is made of. */
export interface SavedMean {
  readonly sum: number;
  readonly weight: number;
  readonly atMs: number;
}

/** One opinion a request. */
export interface RequestFeedbackTable {
  record_id: string;
  request_id: string;
  organization_id: string;
  category: string;
  provider: string | null;
  model: string | null;
  score: number;
  /** Only of organizations that keep content. */
  comment: string | null;
  created_at: Date;
  updated_at: Date;
}
