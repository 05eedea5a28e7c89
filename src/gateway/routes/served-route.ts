import type { Price } from "../../catalog/types.ts";
import type { GuardrailConfig } from "../guardrails/guardrail-config.ts";
import type { Deadlines, Recovery } from "../routing/execution.ts";
import type { ConnectedProvider } from "../snapshot/view.ts";
import type { Chooser } from "./choosers/chooser.ts";
import type { ModelTerms } from "./model-terms.ts";
import type { RouteLimit } from "./route-limit.ts";

/** What a configuration lists models for. */
export type ModelKind = "chat" | "embedding" | "transcription";

/** A model of a served configuration. */
export interface RouteModel {
  readonly id: string;
  readonly kind: ModelKind;
  readonly providerId: string;
  /** The provider's name of it, or the catalogue's. */
  readonly name: string;
  /** Its own credentials; undefined: those that the caller may use anyway. */
  readonly connected: ConnectedProvider | undefined;
  /** Its own price, beside or instead of the catalogue's; undefined: the catalogue's. */
  readonly price: Partial<Price> | undefined;
  readonly terms: ModelTerms | undefined;
  readonly retries: number;
  /** Tells it from the same model elsewhere; another one as soon as anything of it changes. */
  readonly variant: string;
}

/** The configuration that a route belongs to. */
export interface ServedFrom {
  readonly organizationId: string;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly configId: string;
  readonly version: number;
}

export interface RouteCaching {
  readonly kind: "off" | "exact" | "semantic";
  readonly ttlSeconds: number;
  /** Of `semantic`. */
  readonly similarityThreshold: number;
  /** Model string of what questions are embedded with. */
  readonly embeddingModel: string | null;
}

/** A route that is served: what callers ask for as `project-slug/route`. Immutable. */
export interface ServedRoute {
  readonly from: ServedFrom;
  readonly name: string;
  /** `project-slug/route`. */
  readonly label: string;
  readonly models: Readonly<Record<ModelKind, readonly RouteModel[]>>;
  /** Who is asked after a model has failed, by its id, in order. */
  readonly fallbacks: Readonly<Record<ModelKind, ReadonlyMap<string, readonly RouteModel[]>>>;
  /** Undefined: the first chat model, or the best by `strategy`. */
  readonly chooser: Chooser | undefined;
  readonly strategy: "order" | "cost" | "latency" | "quality";
  readonly recovery: Recovery | undefined;
  readonly hedgeAfterMs: number | undefined;
  readonly deadlines: Partial<Deadlines>;
  /** In order, after those of organization and project. */
  readonly guardrails: readonly GuardrailConfig[];
  /** Undefined: as the project has it. */
  readonly caching: RouteCaching | undefined;
  readonly limits: readonly RouteLimit[];
  /** Names everything that an answer depends on: with another one, no stored answer is given. */
  readonly fingerprint: string;
}
