import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  booleanAt,
  invalid,
  isObject,
  nameAt,
  numberAt,
  objectAt,
  optional,
  required,
  stringAt,
} from "../read.ts";

const NUMBERS = ["temperature", "top_p", "top_logprobs", "max_output_tokens", "max_tool_calls"];

/**
 * Checks what the gateway relies on in a body that is relayed as it is; the rest is the provider's to judge. One step
 * an item, no walk through content. What needs state that only OpenAI has is refused here, on every wire: the gateway
 * keeps the state of responses itself. (OpenAI API reference, create a model response.)
 */
export function checkRequest(body: JsonObject): void {
  required(body, "model", nameAt);
  checkInput(body);
  optional(body, "instructions", stringAt);
  optional(body, "previous_response_id", nameAt);
  optional(body, "stream", booleanAt);
  optional(body, "stream_options", objectAt);
  optional(body, "store", booleanAt);
  optional(body, "include", arrayAt);
  for (const name of NUMBERS) optional(body, name, numberAt);
  for (const [i, tool] of (optional(body, "tools", arrayAt) ?? []).entries()) objectAt(tool, `tools[${i}]`);
  refuseForeignState(body);
}

function checkInput(body: JsonObject): void {
  const { input } = body;
  if (input === undefined || input === null) {
    // A stored prompt may hold the input.
    if (isObject(body["prompt"])) return;
    throw invalid("input", "is required.");
  }
  if (typeof input === "string") return;
  if (!Array.isArray(input)) throw invalid("input", "must be a string or an array of items.");
  for (const [i, item] of input.entries()) objectAt(item, `input[${i}]`);
}

function refuseForeignState(body: JsonObject): void {
  if (optional(body, "background", booleanAt) === true) {
    throw invalid(
      "background",
      "cannot be true: responses are answered at once here. Leave it out and stream instead.",
    );
  }
  if (body["conversation"] !== undefined && body["conversation"] !== null) {
    throw invalid(
      "conversation",
      "is not kept here: continue with 'previous_response_id', or send the whole conversation in 'input'.",
    );
  }
}
