import { compileGuardrails } from "../../gateway/guardrails/compile-guardrails.ts";
import { piiTypeOf } from "../../gateway/guardrails/detectors/pii-types.ts";
import type { GuardrailConfig } from "../../gateway/guardrails/guardrail-config.ts";
import { JUDGE_PROMPTS } from "../../gateway/guardrails/remote/judge-prompts.ts";
import type { ConfigPath } from "../config-error.ts";
import type { ProjectGuardrail } from "../schema/guardrails.ts";
import { type Compiling, within } from "./compiling.ts";
import { innerLabel } from "./inner-label.ts";

/**
 * Guardrails of a configuration as the gateway knows them, by name. What cannot be carried out as it was meant is an
 * error: a check that silently checks nothing is worse than none.
 */
export function compileProjectGuardrails(
  guardrails: readonly ProjectGuardrail[],
  compiling: Compiling,
): ReadonlyMap<string, GuardrailConfig> {
  const byName = new Map<string, GuardrailConfig>();
  for (const [index, guardrail] of guardrails.entries()) {
    const here = within(compiling, "guardrails", index);
    const made = compileOne(guardrail, here);
    if (made === undefined) continue;
    for (const { path, message } of compileGuardrails([made]).errors) here.note(path.slice(1) as ConfigPath, message);
    byName.set(guardrail.name, made);
  }
  return byName;
}

function compileOne(guardrail: ProjectGuardrail, compiling: Compiling): GuardrailConfig | undefined {
  const { note } = compiling;
  if (guardrail.type === "guardrails_ai") {
    if (guardrail.enabled) note(["type"], "guardrails_ai cannot be served here: use type http, or disable it");
    return undefined;
  }
  if (guardrail.type === "presidio_analyzer" || guardrail.type === "presidio_anonymizer") {
    const { entities, language } = guardrail.parameters;
    const found = entities?.filter((name) => piiTypeOf(name) !== undefined);
    if (found?.length === 0) {
      if (guardrail.enabled) note(["parameters", "entities"], "are all such that nothing here finds: use a judge");
      return undefined;
    }
    return { ...guardrail, parameters: { language, ...(found === undefined ? {} : { entities: found }) } };
  }
  if (guardrail.type !== "judge") return guardrail;
  const {
    prompt_ref: file,
    include_media: _,
    model_id: model,
    fallback_model_id: other,
    ...rest
  } = guardrail.parameters;
  const parameters = {
    ...rest,
    model_id: innerLabel(compiling.from, model),
    ...(other === undefined ? {} : { fallback_model_id: innerLabel(compiling.from, other) }),
  };
  if (file === undefined || JUDGE_PROMPTS.has(file.replace(/\.md$/, "")))
    return { ...guardrail, parameters: { ...parameters, ...(file === undefined ? {} : { prompt_ref: file }) } };
  const prompt = compiling.promptOf(file);
  if (prompt === undefined) return note(["parameters", "prompt_ref"], "cannot be read from the directory of prompts");
  return { ...guardrail, parameters: { ...parameters, prompt } };
}
