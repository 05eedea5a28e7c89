import { emptyUsage } from "../../canonical/usage.ts";
import type { InboundDialect, JsonObject } from "../dialect.ts";
import { openaiErrors } from "../openai-operation.ts";
import { invalid, isObject } from "../read.ts";
import { wholeFacts } from "../whole-facts.ts";

/** Judgements of texts and images: relayed only, and free at the vendor. (OpenAI API reference, moderations.) */
export const openaiModerations: InboundDialect = {
  id: "openai-moderations",
  // The vendor has a default too, so its clients may leave the model out.
  defaultModel: "openai/omni-moderation-latest",
  checkRequest,
  relayEdits: () => ({ set: {}, drop: [] }),
  readAnswer: (text, scanned) => wholeFacts(text, scanned, "results", emptyUsage),
  ...openaiErrors,
  modelMember: "model",
  streams: () => false,
};

function checkRequest({ input }: JsonObject): void {
  const all = Array.isArray(input) ? input : [input];
  if (all.length === 0 || !all.every((one) => typeof one === "string" || isObject(one))) {
    throw invalid("input", "must be a string, an array of strings, or an array of text and image objects.");
  }
}
