import type { RE2JS } from "re2js";
import { compilePattern } from "./compile-pattern.ts";
import type { Detector } from "./detectors/detector.ts";
import { literals } from "./detectors/literals.ts";
import { DEFAULT_PII_TYPES, PII_TYPES, piiTypeOf } from "./detectors/pii-types.ts";
import type { ReadGuardrail } from "./guardrail-schema.ts";
import { scoreInjection } from "./injection/score.ts";
import type { LocalRule } from "./rule.ts";
import { labelOf } from "./token-vault.ts";
import { openEndWindow, openStartWindow } from "./windows/edge-windows.ts";
import { pipeWindows } from "./windows/pipe-windows.ts";
import { openRegexWindow } from "./windows/regex-window.ts";
import { openScoreWindow } from "./windows/score-window.ts";
import { openSpanWindow } from "./windows/span-window.ts";
import { openTopicWindow } from "./windows/topic-window.ts";

/** What a type does with a text, and how it replaces. */
export type LocalParts = Pick<LocalRule, "open" | "replacementOf">;

/** Something that cannot be compiled, and where in the guardrail it stands. */
export interface PartError {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Local = Exclude<ReadGuardrail, { type: "judge" | "http" }>;
const REDACTED = "<REDACTED>";

/** Compiles a guardrail that is checked in the process; says what is wrong with it. */
export function compileLocal(config: Local): LocalParts | PartError {
  switch (config.type) {
    case "starts_with":
    case "ends_with": {
      const { values, ignore_case: ignoreCase, replacement } = config.parameters;
      const options = { values, ignoreCase, type: config.type };
      const open = config.type === "starts_with" ? openStartWindow : openEndWindow;
      return { open: (replace) => open(options, replace), replacementOf: fixed(replacement) };
    }
    case "contains":
    case "keywords": {
      const { values, ignore_case: ignoreCase, replacement } = config.parameters;
      const wholeWords = config.type === "keywords";
      return ofDetectors([literals(config.type, values, { ignoreCase, wholeWords })], fixed(replacement));
    }
    case "regex":
      return compileRegexes(config.parameters);
    case "pii": {
      const { types, regions, replacement } = config.parameters;
      return ofPii(types, regions, replacement);
    }
    case "presidio_analyzer":
    case "presidio_anonymizer":
      return ofPii(config.parameters.entities, undefined, undefined);
    case "prompt_injection": {
      const { threshold } = config.parameters;
      const isHit = (text: string): boolean => scoreInjection(text).score >= threshold;
      const open: LocalRule["open"] = (replace) => openScoreWindow(isHit, (at) => void replace("", config.type, at));
      return { open, replacementOf: fixed(undefined) };
    }
    case "topics": {
      const { topics, min_matches: wordsMin } = config.parameters;
      const detectors = topics.map(({ name, values }) =>
        literals(name, values, { ignoreCase: true, wholeWords: true }),
      );
      const open: LocalRule["open"] = (replace) =>
        openTopicWindow(detectors, wordsMin, (topic, at) => void replace("", topic, at));
      return { open, replacementOf: fixed(undefined) };
    }
  }
}

function ofDetectors(detectors: readonly Detector[], replacementOf: LocalParts["replacementOf"]): LocalParts {
  return { open: (replace) => openSpanWindow(detectors, replace), replacementOf };
}

/** Each type is called in replacements what the guardrail calls it. */
function ofPii(
  names: readonly string[] = DEFAULT_PII_TYPES,
  regions: readonly string[] | undefined,
  replacement: string | undefined,
): LocalParts {
  const labels = new Map<string, string>();
  for (const name of names) {
    const type = piiTypeOf(name);
    if (type !== undefined && !labels.has(type)) labels.set(type, `<${labelOf(name)}>`);
  }
  const detectors = [...labels.keys()].flatMap((type) => PII_TYPES.get(type)?.detectors(regions) ?? []);
  return ofDetectors(detectors, (type) => replacement ?? labels.get(type) ?? REDACTED);
}

function compileRegexes(parameters: Extract<Local, { type: "regex" }>["parameters"]): LocalParts | PartError {
  const { values, ignore_case: ignoreCase, max_match_length: matchMax, replacement } = parameters;
  const patterns: RE2JS[] = [];
  for (const [index, source] of values.entries()) {
    const pattern = compilePattern(source, ignoreCase);
    if (typeof pattern === "string") return { path: ["parameters", "values", index], message: pattern };
    patterns.push(pattern);
  }
  return {
    open: (replace) => pipeWindows(patterns.map((pattern) => openRegexWindow({ pattern, matchMax }, "regex", replace))),
    replacementOf: fixed(replacement),
  };
}

function fixed(replacement: string = REDACTED): () => string {
  return () => replacement;
}
