import type { ChatRequest } from "../../src/canonical/request.ts";
import type { ChatResponse, StreamEvent } from "../../src/canonical/response.ts";
import { completionTokens, promptTokens } from "../../src/canonical/usage.ts";
import type { AnswerMeta, ChatDialect, EncodeTarget, JsonObject, SseFrame } from "../../src/dialects/dialect.ts";
import { meta, target } from "../../src/dialects/test-support.ts";
import { isGatewayError } from "../../src/errors/gateway-error.ts";
import { readFrame, splitFrames } from "../../src/framing/sse-frames.ts";
import { type Collected, collect } from "./collect.ts";
import { differences, meaningOfAnswer, meaningOfRequest } from "./compare.ts";

/** What became of one case between two wires. */
export type Outcome =
  | { readonly kind: "kept" }
  /** The caller's wire cannot say it, or the provider's wire cannot answer it: there is nothing to translate. */
  | { readonly kind: "not-said" }
  /** Something was lost, and the receipt says so. */
  | { readonly kind: "warned"; readonly losses: readonly string[] }
  /** A 400 with a reason. */
  | { readonly kind: "refused"; readonly losses: readonly string[] }
  /** Something changed and nobody was told. */
  | { readonly kind: "silent"; readonly paths: readonly string[] };

/** A model of each wire that can do all that the wire can say. */
const STYLES: Readonly<Record<string, EncodeTarget["reasoningStyle"]>> = {
  "anthropic-messages": "adaptive",
  "bedrock-converse": "adaptive",
  "cohere-v2": "budget",
};

function targetOf(dialect: ChatDialect): EncodeTarget {
  return target({
    reasoningStyle: STYLES[dialect.id] ?? "effort",
    efforts: ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    maxOutputTokens: 64_000,
    family: dialect.id === "bedrock-converse" ? "claude" : undefined,
  });
}

interface Said {
  readonly body: JsonObject;
  readonly warnings: readonly { readonly message: string; readonly field: string }[];
}

/** A request in a wire; its path's part too, for wires that say model and stream there. */
function say(dialect: ChatDialect, request: ChatRequest): Said {
  const { body, warnings } = dialect.encodeRequest(request, targetOf(dialect));
  const wire = JSON.parse(JSON.stringify(body)) as JsonObject;
  return {
    body: { ...wire, model: wire["model"] ?? "native-model", stream: wire["stream"] ?? request.stream },
    warnings,
  };
}

/** Says a request in the caller's wire, translates it, and reads what arrives at the provider. */
export function translateRequest(caller: ChatDialect, upstream: ChatDialect, request: ChatRequest): Outcome {
  const said = attempt(() => say(caller, request));
  if ("refused" in said || said.value.warnings.length > 0) return { kind: "not-said" };
  const asked = caller.decodeRequest(said.value.body);
  const sent = attempt(() => say(upstream, asked));
  if ("refused" in sent) return { kind: "refused", losses: [sent.refused] };
  const { body, warnings } = sent.value;
  if (warnings.length > 0) return { kind: "warned", losses: warnings.map(({ message }) => message) };
  const arrived = upstream.decodeRequest(body);
  const paths = differences(meaningOfRequest(asked), meaningOfRequest(arrived));
  return paths.length === 0 ? { kind: "kept" } : { kind: "silent", paths };
}

/** Gives an answer in the provider's wire, translates the stream, and reads what arrives at the caller. */
export function translateStream(caller: ChatDialect, upstream: ChatDialect, events: readonly StreamEvent[]): Outcome {
  const told = encodeStream(upstream, events, []);
  if (told === undefined) return { kind: "not-said" };
  const losses: string[] = [];
  const answered = decodeStream(upstream, told);
  const arrived = encodeStream(caller, answered, losses);
  if (arrived === undefined) throw new Error("an answer cannot be told");
  return outcome(collect(answered), collect(decodeStream(caller, arrived)), losses);
}

/** The same for the whole answer. */
export function translateWhole(caller: ChatDialect, upstream: ChatDialect, events: readonly StreamEvent[]): Outcome {
  const lost: string[] = [];
  const response = responseOf(collect(events));
  const told = upstream.encodeResponse(response, metaOf(lost));
  if (lost.length > 0) return { kind: "not-said" };
  const losses: string[] = [];
  const answered = upstream.decodeResponse(through(told), new Set());
  const arrived = caller.decodeResponse(through(caller.encodeResponse(answered, metaOf(losses))), new Set());
  return outcome(collectedOf(answered), collectedOf(arrived), losses);
}

function outcome(answered: Collected, arrived: Collected, losses: readonly string[]): Outcome {
  if (losses.length > 0) return { kind: "warned", losses };
  const paths = [...differences(meaningOfAnswer(answered), meaningOfAnswer(arrived)), ...sumsLost(answered, arrived)];
  return paths.length === 0 ? { kind: "kept" } : { kind: "silent", paths };
}

/** However a wire splits its counters, all input and all output stay the same. */
function sumsLost({ usage: before }: Collected, { usage: after }: Collected): string[] {
  if (before === undefined || after === undefined) return [];
  const same = promptTokens(before) === promptTokens(after) && completionTokens(before) === completionTokens(after);
  return same ? [] : ["usage sums"];
}

/** Frames of events; undefined when the wire cannot say all of them. */
export function encodeStream(
  dialect: ChatDialect,
  events: readonly StreamEvent[],
  losses: string[],
): string | undefined {
  const lost: string[] = [];
  const encoder = dialect.openEncoder(metaOf(lost));
  const out = events.map((event) => encoder.push(event)).join("") + encoder.end('{"request_id":"req_1"}');
  losses.push(...lost);
  return lost.length > 0 && losses.length === 0 ? undefined : out;
}

/** Events of frames. */
export function decodeStream(dialect: ChatDialect, text: string): StreamEvent[] {
  const decoder = dialect.openDecoder(new Set());
  const frames = splitFrames(text).flatMap((frame): SseFrame[] => {
    const { event, data } = readFrame(frame);
    return data === null ? [] : [{ event, data }];
  });
  return [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.end()];
}

function metaOf(lost: string[]): AnswerMeta {
  return meta({ includeUsage: true, warn: (_field, message) => void lost.push(message) });
}

function responseOf({ blocks, finish, usage }: Collected): ChatResponse {
  return {
    id: "up_1",
    model: "native-model",
    blocks: blocks as ChatResponse["blocks"],
    finish: finish ?? { reason: "interrupted" },
    usage,
  };
}

function collectedOf({ blocks, finish, usage }: ChatResponse): Collected {
  return { blocks, finish, usage, error: undefined };
}

/** As it arrives over the network. */
function through(body: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(body)) as JsonObject;
}

function attempt<T>(make: () => T): { readonly value: T } | { readonly refused: string } {
  try {
    return { value: make() };
  } catch (error) {
    if (isGatewayError(error)) return { refused: error.message };
    throw error;
  }
}
