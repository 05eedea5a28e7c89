import { isObject } from "../../../../dialects/read.ts";
import type { InnerAnswer } from "../../../inner-call.ts";
import type { Choosing } from "../chooser.ts";
import { type Decider, type Decision, NOTHING_FITS, quoted } from "../decider.ts";
import { lastUserText } from "../last-user-text.ts";
import type { LlmRule } from "../routing-rule.ts";
import { answerFormat, fenced, type LlmMessage, llmInstructions, readChoice } from "./llm-prompt.ts";

/** Enough for a model that thinks before it says a name. */
const MAX_TOKENS = 1_000;
/** Models that cannot be bound to a form say so with these. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

/** By what a small model makes of the last user message. `model`: its model string. */
export function llmDecider(rule: LlmRule, model: string): Decider {
  const system: LlmMessage = { role: "system", content: llmInstructions(rule) };
  const models = new Set([...rule.output_mapping.map(({ model_id: modelId }) => modelId), rule.default_model_id]);
  const bound = { temperature: 0, response_format: answerFormat([...models]) };
  let bindable = true;

  const ask = ({ gateway, caller }: Choosing, text: string, more: object, timeoutMs: number): Promise<InnerAnswer> => {
    const messages = [system, { role: "user", content: fenced(text) }];
    const body = { model, messages, max_tokens: MAX_TOKENS, ...more };
    return gateway.callInside(caller, { path: "/v1/chat/completions", body, source: "routing", timeoutMs });
  };

  return {
    when: "admitted",
    decide: async (choosing): Promise<Decision> => {
      const { exchange, request, gateway } = choosing;
      const text = lastUserText(exchange.endpoint.dialect.id, request.body);
      if (text === "") return NOTHING_FITS;
      const endsAt = gateway.clock.monotonic() + rule.timeout * 1_000;
      let answer = await ask(choosing, text, bindable ? bound : {}, rule.timeout * 1_000);
      const left = endsAt - gateway.clock.monotonic();
      if (bindable && REFUSALS.has(answer.status) && left > 0) {
        answer = await ask(choosing, text, {}, left);
        // It was the form, then, that was refused.
        if (answer.status === 200) bindable = false;
      }
      const said = textOf(answer);
      if (said === undefined) return { undecided: `${quoted(rule.model_id)} gave no answer` };
      const modelId = readChoice(said, models);
      if (modelId === undefined) return { undecided: `the answer of ${quoted(rule.model_id)} names no model` };
      return { modelId, reason: `decision of ${quoted(rule.model_id)}` };
    },
  };
}

function textOf({ status, json }: InnerAnswer): string | undefined {
  if (status !== 200 || !isObject(json) || !Array.isArray(json["choices"])) return undefined;
  const first: unknown = json["choices"][0];
  const message = isObject(first) ? first["message"] : undefined;
  const content = isObject(message) ? message["content"] : undefined;
  return typeof content === "string" ? content : undefined;
}
