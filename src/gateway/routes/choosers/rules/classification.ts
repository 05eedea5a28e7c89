import { isObject } from "../../../../dialects/read.ts";
import { type Decider, NOTHING_FITS, quoted } from "../decider.ts";
import { lastUserText } from "../last-user-text.ts";
import type { ClassificationRule } from "../routing-rule.ts";

/** What a classifier gets of a text at most: its beginning says what it is about. */
const TEXT_MAX_CHARS = 32_000;

/** By the class that a service of the project's own gives the last user message. */
export function classificationDecider({ url, timeout, output_mapping: mapping }: ClassificationRule): Decider {
  const byClass = new Map<string, string>();
  for (const { model_id: modelId, conditions } of mapping) {
    for (const name of conditions) if (!byClass.has(name)) byClass.set(name, modelId);
  }
  return {
    when: "admitted",
    decide: async ({ exchange, gateway, request }) => {
      const text = lastUserText(exchange.endpoint.dialect.id, request.body).slice(0, TEXT_MAX_CHARS);
      if (text === "") return NOTHING_FITS;
      const asked = { dataframe_records: [{ inputs: text }] };
      const answer = await gateway.post(url, asked, { timeoutMs: timeout * 1_000 }).catch(() => undefined);
      if (answer === undefined) return { undecided: "the classifier gave no answer" };
      const name = classOf(answer);
      if (name === undefined) return { undecided: "the classifier's answer cannot be read" };
      const modelId = byClass.get(name);
      return modelId === undefined ? NOTHING_FITS : { modelId, reason: `class ${quoted(name)}` };
    },
  };
}

/** The class in an answer of MLflow's: `{"predictions": [{"class": "…"}]}`, or the bare name that its models may give. */
export function classOf(answer: unknown): string | undefined {
  if (!isObject(answer) || !Array.isArray(answer["predictions"])) return undefined;
  const first: unknown = answer["predictions"][0];
  const name = isObject(first) ? first["class"] : first;
  return typeof name === "string" ? name : undefined;
}
