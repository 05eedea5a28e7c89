import type { DialectId, JsonObject } from "../../dialects/dialect.ts";
import type { Endpoint } from "../endpoint.ts";

/** Where a wire's requests bound their output: members of the body, and of its generation config. */
const MEMBERS: Partial<Record<DialectId, readonly string[]>> = {
  "openai-chat": ["max_completion_tokens", "max_tokens"],
  "openai-responses": ["max_output_tokens"],
  "anthropic-messages": ["max_tokens"],
};
/** More than any vendor gives. */
const MAX_CHOICES = 128;
const CONFIGS = ["generationConfig", "generation_config"];
const CONFIG_MEMBERS = ["maxOutputTokens", "max_output_tokens"];

/**
 * The bound on the output of one choice as the caller's own wire reads it; undefined: none. A member of another wire
 * bounds nothing, so it must not make a reservation small. Of two members that mean the same the larger one counts.
 */
export function outputBound({ dialect }: Pick<Endpoint, "dialect">, body: JsonObject): number | undefined {
  const named = MEMBERS[dialect.id]?.map((name) => body[name]) ?? configsOf(body).flatMap(boundsOf);
  const bounds = named.filter((value) => typeof value === "number" && value > 0) as number[];
  return bounds.length === 0 ? undefined : Math.floor(Math.max(...bounds));
}

/** How many answers a request asks for; each is charged. */
export function choicesAsked(body: JsonObject): number {
  const candidates = configsOf(body).flatMap((config) => [config["candidateCount"], config["candidate_count"]]);
  // Google reads numbers in quotes too.
  const counts = [body["n"], ...candidates].map(Number).filter((count) => count >= 1);
  return Math.floor(Math.min(MAX_CHOICES, Math.max(1, ...counts)));
}

function configsOf(body: JsonObject): JsonObject[] {
  return CONFIGS.map((name) => body[name]).filter(isConfig);
}

function isConfig(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

function boundsOf(config: JsonObject): unknown[] {
  return CONFIG_MEMBERS.map((name) => config[name]);
}
