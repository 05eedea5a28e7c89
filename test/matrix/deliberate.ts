import type { DialectId } from "../../src/dialects/dialect.ts";

/** A difference that is no loss, or one that we have chosen; each is shown in `docs/reference/translation.md`. */
export interface Deliberate {
  /** Names of cases. */
  readonly cases: RegExp;
  /** Paths that may differ. */
  readonly paths: RegExp;
  readonly callers?: readonly DialectId[];
  readonly upstreams?: readonly DialectId[];
  readonly reason: string;
}

export const DELIBERATE: readonly Deliberate[] = [
  {
    cases: /^reasoning (effort|budget)$/,
    paths: /^reasoning\.(adaptive|visible|budgetTokens)$/,
    reason: "Each wire says in its own way how much is to be thought: as an effort, a budget, or left to the model.",
  },
  {
    cases: /^JSON schema/,
    paths: /^responseFormat\.(name|strict)$/,
    reason: "A schema's name is minted where the caller's wire has none, and strictness is the wire's own default.",
  },
  {
    cases: /^JSON schema/,
    paths: /^system$/,
    upstreams: ["cohere-v2"],
    reason: "Cohere wants the JSON asked for in words too.",
  },
  {
    cases: /usage/,
    paths: /^usage(\.(inputTokens|cacheWriteTokens|outputTokens|reasoningTokens))?$/,
    reason:
      "Counters that a wire does not tell apart are told as one; sums stay. A wire that must tell usage tells zeros where the provider told none.",
  },
  {
    cases: /^stop sequence$/,
    paths: /^(finish|stopSequence)$/,
    reason: "Only Anthropic, Bedrock and Cohere say that a stop sequence ended the answer, and Anthropic which one.",
  },
  {
    cases: /^(refusal|content filter)$/,
    paths: /^(blocks\.0\.kind|finish)$/,
    reason: "A refusal is text with the wire's own word for filtered content where it has no refusals.",
  },
  {
    cases: /^(reasoning, then text|reasoning with state|tool call with state|usage with cache)/,
    paths: /^blocks\.\d\.carry/,
    reason:
      "Opaque state is replayed to the wire that minted it; Bedrock and Cohere are no callers' wires and need not hold another's.",
  },
  {
    cases: /^citations$/,
    paths: /^blocks\.0\.citations\.0\.(startIndex|endIndex)$/,
    reason: "Anthropic and Bedrock cite passages, not places in the answer: places are the whole text's, or none.",
  },
  {
    cases: /^tool result that failed$/,
    paths: /^turns\.2\.blocks\.0\.(isError|content)/,
    reason: "Where a wire has no mark for failed results, the result's text says so.",
  },
  {
    cases: /^tool result with an image$/,
    paths: /^turns\.2\.blocks/,
    reason: "Where tool results are text only, their images follow in the same user turn.",
  },
  {
    cases: /^(text document|PDF inline)$/,
    paths: /^turns\.0\.blocks/,
    reason:
      "A text document is told as text under its title where a wire has PDFs only; file names follow the wire's rules.",
  },
  {
    cases: /^(tools forbidden)$/,
    paths: /^(toolChoice|tools)$/,
    upstreams: ["bedrock-converse"],
    reason: "Converse cannot forbid tools, so none are offered and earlier calls are told as text.",
  },
  {
    cases: /^one tool call at a time$/,
    paths: /^toolChoice$/,
    reason: "The limit stands in the tool choice of Anthropic's wire, which is then said to be `auto`.",
  },
  {
    cases: /^tool/,
    paths: /^(toolChoice(\.(kind|name|mode|names))?|tools)$/,
    upstreams: ["cohere-v2"],
    reason: "Cohere has no `auto` and no choice by name: the choice is left out, or only the chosen tool is offered.",
  },
  {
    cases: /^tools narrowed$/,
    paths: /^(toolChoice(\.(kind|name|mode|names))?|tools)$/,
    reason: "Where a wire cannot narrow a choice, only the allowed tools are offered.",
  },
  {
    cases: /^tool, strict$/,
    paths: /^(tools\.0\.strict|toolChoice)$/,
    reason: "Gemini has strict calling for all tools together (`VALIDATED`).",
  },
  {
    cases: /^custom tool$/,
    paths: /^(tools\.0\.(parameters|custom)|turns\.1\.blocks\.0\.(arguments|custom))/,
    reason:
      "Where a wire has no free-text tools, such a tool takes one string, and its calls are unwrapped on the way back.",
  },
];

/** Why a path differs in a case; undefined when that is a loss that nobody is told of. */
export function reasonFor(name: string, path: string, caller: DialectId, upstream: DialectId): Deliberate | undefined {
  return DELIBERATE.find(
    ({ cases, paths, callers, upstreams }) =>
      cases.test(name) &&
      paths.test(path) &&
      (callers?.includes(caller) ?? true) &&
      (upstreams?.includes(upstream) ?? true),
  );
}
