import type { ChatRequest } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";

/** Bounds of the wire's numbers. (Cohere API reference, chat v2; documentation, errors.) */
const BOUNDS = {
  temperature: [0, 1],
  p: [0.01, 0.99],
  k: [0, 500],
  frequency_penalty: [0, 1],
  presence_penalty: [0, 1],
} as const;

const MOST_STOPS = 5;

/** The members that say how to choose among tokens and where to stop. */
export function addSampling(body: JsonObject, request: ChatRequest, target: EncodeTarget, warnings: Warnings): void {
  for (const [name, field, value] of [
    ["temperature", "temperature", request.temperature],
    ["p", "top_p", request.topP],
    ["k", "top_k", request.topK],
  ] as const) {
    if (value === undefined) continue;
    if (target.sampling) body[name] = bounded(name, field, value, warnings);
    else warnings.add(field, `This model takes no '${field}'; left out.`);
  }
  if (request.seed !== undefined) body["seed"] = request.seed;
  addPenalty(body, request, warnings);
  addStops(body, request, warnings);
}

function bounded(name: keyof typeof BOUNDS, field: string, value: number, warnings: Warnings): number {
  const [least, most] = BOUNDS[name];
  const sent = Math.min(Math.max(value, least), most);
  // All of the probability is what nearly all of it gives.
  const same = sent === value || (name === "p" && value === 1);
  if (!same) warnings.add(field, `This wire takes ${field} from ${least} to ${most}; ${sent} was sent.`);
  return sent;
}

/** The two penalties are refused together; one of nothing asks for nothing. (Cohere documentation, errors.) */
function addPenalty(body: JsonObject, request: ChatRequest, warnings: Warnings): void {
  const given = (["frequency_penalty", "presence_penalty"] as const).flatMap((name) => {
    const value = name === "frequency_penalty" ? request.frequencyPenalty : request.presencePenalty;
    return value === undefined || value === 0 ? [] : [{ name, value }];
  });
  const [first, second] = given;
  if (first !== undefined) body[first.name] = bounded(first.name, first.name, first.value, warnings);
  if (second !== undefined) {
    warnings.add(second.name, "This wire takes one of the two penalties; this one was left out.");
  }
}

function addStops(body: JsonObject, { stopSequences = [] }: ChatRequest, warnings: Warnings): void {
  if (stopSequences.length === 0) return;
  if (stopSequences.length > MOST_STOPS) {
    warnings.add("stop", `This wire takes ${MOST_STOPS} stop sequences; the first ${MOST_STOPS} were sent.`);
  }
  body["stop_sequences"] = stopSequences.slice(0, MOST_STOPS);
}
