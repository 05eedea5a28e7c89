import { createHash } from "node:crypto";
import type { Block } from "../../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../../canonical/request.ts";
import { MOMENTS } from "./data/quantities.ts";
import { type Features, featuresOf } from "./features.ts";
import { scopeOf } from "./scope-of.ts";
import type { SemanticCacheSettings } from "./settings.ts";

/** Longer questions seldom come again in other words, and cost more to embed and compare. In characters. */
const TEXT_MAX = 2_000;
const TURNS_MAX = 20;

/** Who asks, and in which form the answer must come. */
export interface Asking {
  readonly organizationId: string;
  readonly projectId: string;
  readonly keyId: string;
  /** The public path, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly wire: string;
  /** The caller's body as parsed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Everything else that changes an answer: headers, query, fingerprints of guardrails and policy. */
  readonly also: readonly string[];
}

/** A question that may be answered by another's answer. */
export interface SemanticQuery {
  readonly tenant: string;
  readonly projectId: string;
  /** As the caller named it. */
  readonly model: string;
  /** SHA-256 of everything that must be the same. */
  readonly scope: string;
  /** The last turn as it was written. */
  readonly text: string;
  /** What is embedded. */
  readonly plain: string;
  readonly features: Features;
}

export type Ineligible =
  | "off"
  | "excluded-model"
  | "tools"
  | "media"
  | "several-answers"
  | "unknown-fields"
  | "stored-state"
  | "no-question"
  | "too-long"
  | "too-many-turns"
  | "time-sensitive";

/**
 * What of a request the semantic cache works with, or why it leaves the request alone. Earlier turns, system texts and
 * parameters are part of the scope, to the letter: only the last turn may differ. An answer that was stored for a stream
 * or for another wire is in another scope.
 */
export function semanticQuery(
  request: ChatRequest,
  asking: Asking,
  settings: SemanticCacheSettings,
): SemanticQuery | { readonly ineligible: Ineligible } {
  const ineligible = whyNot(request, asking, settings);
  if (ineligible !== undefined) return { ineligible };
  const last = request.messages.at(-1);
  const text = last === undefined ? "" : textOf(last);
  if (text.trim() === "") return { ineligible: "no-question" };
  if (text.length > TEXT_MAX) return { ineligible: "too-long" };
  if (MOMENTS.test(text.replaceAll("’", "'"))) return { ineligible: "time-sensitive" };
  const features = featuresOf(text);
  return {
    tenant: asking.organizationId,
    projectId: asking.projectId,
    model: request.model,
    scope: createHash("sha256")
      .update(scopeOf(request, asking, settings))
      .digest("base64url"),
    text,
    plain: features.plain,
    features,
  };
}

function whyNot(request: ChatRequest, { body }: Asking, settings: SemanticCacheSettings): Ineligible | undefined {
  if (!settings.enabled) return "off";
  if (isExcluded(request.model, settings.excludeModels)) return "excluded-model";
  if ((request.tools?.length ?? 0) > 0 || (request.hostedTools?.length ?? 0) > 0) return "tools";
  if (request.messages.length > TURNS_MAX) return "too-many-turns";
  if (request.messages.at(-1)?.role !== "user") return "no-question";
  for (const { blocks } of request.messages) {
    if (blocks.some(({ kind }) => kind === "tool-call" || kind === "tool-result")) return "tools";
    if (blocks.some((block) => !isSaid(block))) return "media";
  }
  if (answersOf(body) !== 1) return "several-answers";
  // A field within a message has no place in the canonical form, so it cannot be compared.
  if (request.unmapped.some((path) => /^(?:messages|input|contents|system|systemInstruction)[.[]/.test(path))) {
    return "unknown-fields";
  }
  return typeof body["previous_response_id"] === "string" || body["conversation"] != null || body["background"] === true
    ? "stored-state"
    : undefined;
}

/** Reasoning of earlier turns is opaque: such conversations are left alone. */
const isSaid = (block: Block): boolean => block.kind === "text" || block.kind === "refusal";

/** A model is excluded by the name in the request, with its provider or without. */
function isExcluded(model: string, excluded: readonly string[]): boolean {
  const bare = model.slice(model.indexOf("/") + 1);
  return excluded.some((name) => name === model || name === bare);
}

function answersOf(body: Readonly<Record<string, unknown>>): unknown {
  const config = body["generationConfig"] as { candidateCount?: unknown; candidate_count?: unknown } | null | undefined;
  return body["n"] ?? config?.candidateCount ?? config?.candidate_count ?? 1;
}

function textOf({ blocks }: Message): string {
  return blocks.map((block) => ("text" in block ? block.text : "")).join("\n");
}
