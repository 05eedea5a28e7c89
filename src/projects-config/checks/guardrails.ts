import { piiTypeOf } from "../../gateway/guardrails/detectors/pii-types.ts";
import { JUDGE_PROMPTS } from "../../gateway/guardrails/remote/judge-prompts.ts";
import { shown } from "../config-error.ts";
import type { DeclaredModels } from "./models.ts";
import {
  type CheckInput,
  checkKnown,
  checkUnique,
  folded,
  nameAt,
  namesOf,
  type Part,
  partAt,
  partsOf,
} from "./part.ts";

/** Names once; judges' models that exist; what is read but not carried out as it was meant is a warning. */
export function checkGuardrails(
  { root, note, warn }: CheckInput,
  declared: DeclaredModels,
  prompts?: (name: string) => boolean,
): void {
  const guardrails = partsOf(root, "guardrails");
  checkUnique(
    guardrails.flatMap((guardrail) => nameAt(guardrail, "name") ?? []),
    "the guardrail",
    note,
    folded,
  );
  for (const guardrail of guardrails) {
    const parameters = partAt(guardrail, "parameters");
    const { type, behavior, where } = guardrail.members;
    if (behavior === "tokenize" && where === "output") {
      note({
        path: [...guardrail.path, "behavior"],
        message: "tokenize works on what callers send: set where to input or io",
      });
    }
    if (type === "guardrails_ai") {
      const message =
        "guardrails_ai is read, but nothing here asks such a server: a route with it cannot be served; use type http";
      warn({ path: [...guardrail.path, "type"], message });
    }
    if (parameters === undefined) continue;
    if (type === "judge") checkJudge(parameters, { note, warn, declared, prompts });
    if (type === "presidio_analyzer" || type === "presidio_anonymizer") checkPresidio(parameters, warn);
  }
}

interface JudgeContext extends Pick<CheckInput, "note" | "warn"> {
  readonly declared: DeclaredModels;
  readonly prompts: ((name: string) => boolean) | undefined;
}

function checkJudge(parameters: Part, { note, warn, declared, prompts }: JudgeContext): void {
  const models = ["model_id", "fallback_model_id"].flatMap((name) => nameAt(parameters, name) ?? []);
  checkKnown(models, declared.chat_models, "chat model", note);
  const ref = nameAt(parameters, "prompt_ref");
  if (ref !== undefined && !JUDGE_PROMPTS.has(ref.name.replace(/\.md$/, ""))) {
    if (prompts?.(ref.name) === false) note({ path: ref.path, message: `there is no prompt ${shown(ref.name)}` });
    else if (prompts === undefined)
      warn({ path: ref.path, message: `the prompt ${shown(ref.name)} was not looked for here` });
  }
  if (parameters.members["include_media"] === true) {
    warn({ path: [...parameters.path, "include_media"], message: "is read, but judges are given texts alone" });
  }
}

function checkPresidio(parameters: Part, warn: CheckInput["warn"]): void {
  for (const { path, name } of namesOf(parameters, "entities")) {
    if (piiTypeOf(name) === undefined) {
      warn({ path, message: `${shown(name)} is read, but nothing here finds it; a judge can` });
    }
  }
  if (parameters.members["backend"] === "ahds") {
    warn({
      path: [...parameters.path, "backend"],
      message: "is read, but texts are checked in the gateway, not by Azure",
    });
  }
}
