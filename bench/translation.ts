import { parseArgs } from "node:util";
import type { Block } from "../src/canonical/blocks.ts";
import type { ChatRequest } from "../src/canonical/request.ts";
import type { ChatResponse, StreamEvent } from "../src/canonical/response.ts";
import { emptyUsage } from "../src/canonical/usage.ts";
import type { ChatDialect, JsonObject, SseFrame } from "../src/dialects/dialect.ts";
import { CHAT_DIALECTS } from "../src/dialects/registry.ts";
import { meta, target } from "../src/dialects/test-support.ts";
import { readFrame, splitFrames } from "../src/framing/sse-frames.ts";

/**
 * What translation costs, as a multiple of reading the same JSON and writing it again (`JSON.parse`, `JSON.stringify`),
 * which is the least that any translation must do. Ratios, because they hold on any machine; the least of several rounds,
 * because others disturb and nothing helps. Exits 1 when a ratio is above its limit. Takes about two minutes.
 */
const HELP = `node bench/translation.ts [--pair <upstream>:<caller>]... [--rounds <n>] [--megabytes <n>]

Pairs are names of wires, such as anthropic-messages:openai-chat (a provider's answer to a caller of another wire);
"all" stands for every pair. Known wires: ${CHAT_DIALECTS.map(({ id }) => id).join(", ")}.`;

const EVENTS = 1_000;
/** A stream of a thousand events may cost this many times the bare JSON work. */
const MAX_STREAM_RATIO = 2;
/** One large call may cost this many times what its parts cost as calls of their own; large heaps are slower. */
const MAX_GROWTH = 1.5;
const PARTS = 10;
const BATCH = 10_000;
const WORDS = [" the", " answer", " is", " forty", "-two", ".\n", " Grüße", " 🎈", ' "quoted"', " and"];
const PIECE_BYTES = [1, 16, 256, 1_024];

interface Pair {
  readonly upstream: ChatDialect;
  readonly caller: ChatDialect;
}

const { values } = parseArgs({
  options: {
    pair: {
      type: "string",
      multiple: true,
      default: ["anthropic-messages:openai-chat", "openai-chat:anthropic-messages"],
    },
    rounds: { type: "string", default: "30" },
    megabytes: { type: "string", default: "10" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

const rounds = Number(values.rounds);
let tooSlow = 0;
for (const pair of values.pair.flatMap(pairsOf)) {
  process.stdout.write(`\n${pair.upstream.id} → ${pair.caller.id}\n`);
  streams(pair);
  wholes(pair);
  requests(pair);
  for (const bytes of PIECE_BYTES) largeArguments(pair, bytes, Number(values.megabytes) * 1_000_000);
}
if (tooSlow > 0) process.stdout.write(`\n${tooSlow} above the limit\n`);
process.exitCode = tooSlow > 0 ? 1 : 0;

function pairsOf(name: string): Pair[] {
  if (name === "all") {
    return CHAT_DIALECTS.flatMap((upstream) => {
      return CHAT_DIALECTS.filter((caller) => caller !== upstream).map((caller) => ({ upstream, caller }));
    });
  }
  const [upstream, caller] = name.split(":").map((id) => CHAT_DIALECTS.find((dialect) => dialect.id === id));
  if (upstream === undefined || caller === undefined) throw new Error(`Not a pair of wires: ${name}\n\n${HELP}`);
  return [{ upstream, caller }];
}

/** Streams of short deltas, as models send them. */
function streams({ upstream, caller }: Pair): void {
  for (const kind of ["text", "reasoning", "tool-call"] as const) {
    const sse = written(upstream, answer(kind));
    const frames = framesOf(sse);
    const bare = least(() => frames.map(({ data }) => again(data)));
    const own = least(() => translate({ upstream, caller }, frames));
    const all = least(() => translate({ upstream, caller }, framesOf(sse)));
    const note = `with the cutting of frames ${ratio(all, bare)}`;
    // Some wires tell a call in one frame: that is no stream.
    const limit = frames.length < EVENTS ? undefined : MAX_STREAM_RATIO;
    report(`stream of ${frames.length} frames, ${kind}`, own / bare, limit, note);
  }
}

function wholes({ upstream, caller }: Pair): void {
  const text = "A sentence of the answer. ".repeat(400);
  const blocks: ChatResponse["blocks"] = [
    { kind: "text", text },
    { kind: "tool-call", id: "call_1", name: "f", arguments: JSON.stringify({ text }) },
  ];
  const response: ChatResponse = { blocks, finish: { reason: "tool-calls" }, usage: emptyUsage() };
  const body = JSON.stringify(upstream.encodeResponse(response, meta()));
  const none = new Set<never>();
  const bare = least(() => again(body), 50);
  const own = least(() => {
    const decoded = upstream.decodeResponse(JSON.parse(body) as JsonObject, none);
    JSON.stringify(caller.encodeResponse(decoded, meta()));
  }, 50);
  report("whole answer of 20 kB", own / bare, undefined);
}

function requests({ upstream, caller }: Pair): void {
  const said = caller.encodeRequest(conversation(), target()).body;
  const body = JSON.stringify({ ...said, model: "m" });
  const bare = least(() => again(body), 5);
  const own = least(() => {
    const decoded = caller.decodeRequest(JSON.parse(body) as JsonObject);
    JSON.stringify(upstream.encodeRequest(decoded, target()).body);
  }, 5);
  report(`request of ${Math.round(body.length / 1_000)} kB, 200 turns with tools`, own / bare, undefined);
}

/** Arguments of one call in pieces of one size: one large call may cost what ten small ones do, and not much more. */
function largeArguments(pair: Pair, pieceBytes: number, totalBytes: number): void {
  // Few large pieces are over in no time: then once tells nothing.
  const times = pieceBytes < 256 ? 1 : 7;
  const bests = (bytes: number) => {
    const runs = Array.from({ length: times }, () => argumentsTime(pair, pieceBytes, bytes));
    return { own: Math.min(...runs.map(({ own }) => own)), bare: Math.min(...runs.map(({ bare }) => bare)) };
  };
  const parts = Array.from({ length: PARTS }, () => bests(totalBytes / PARTS));
  const large = bests(totalBytes);
  // The machine may have become slower meanwhile: then the bare work has, too.
  const growth = overBare([large]) / overBare(parts);
  const name = `${totalBytes / 1_000_000} MB of tool arguments, ${pieceBytes} B a piece: whole ÷ parts`;
  report(name, growth, MAX_GROWTH, `${ratio(large.own, large.bare)} of the bare JSON work`);
}

/** Time of translations over that of the bare work. */
function overBare(times: readonly { readonly own: number; readonly bare: number }[]): number {
  return times.reduce((sum, { own }) => sum + own, 0) / times.reduce((sum, { bare }) => sum + bare, 0);
}

function argumentsTime({ upstream, caller }: Pair, pieceBytes: number, totalBytes: number) {
  const writer = upstream.openEncoder(meta());
  const decoder = upstream.openDecoder(new Set());
  const encoder = caller.openEncoder(meta());
  const delta = (text: string) => framesOf(writer.push({ type: "block-delta", index: 0, text }));
  const head = [
    ...framesOf(writer.push({ type: "start" })),
    ...framesOf(writer.push({ type: "block-start", index: 0, block: { kind: "tool-call", id: "call_1", name: "f" } })),
    ...delta('{"x":"'),
  ];
  const piece = "x".repeat(pieceBytes);
  let bare = 0;
  let own = 0;
  // In batches, so that the making of frames is not measured and not all of them are kept.
  for (let left = Math.ceil(totalBytes / pieceBytes); left > 0; left -= BATCH) {
    const pieces = Array.from({ length: Math.min(left, BATCH) }, () => delta(piece)).flat();
    const frames = [...head.splice(0), ...pieces];
    bare += timeOf(() => frames.map(({ data }) => again(data)));
    own += timeOf(() => {
      for (const frame of frames) for (const event of decoder.push(frame)) encoder.push(event);
    });
  }
  return { own, bare };
}

function timeOf(run: () => void): number {
  const from = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - from);
}

function translate({ upstream, caller }: Pair, frames: readonly SseFrame[]): number {
  const decoder = upstream.openDecoder(new Set());
  const encoder = caller.openEncoder(meta());
  let chars = 0;
  for (const frame of frames) for (const event of decoder.push(frame)) chars += encoder.push(event).length;
  for (const event of decoder.end()) chars += encoder.push(event).length;
  return chars + encoder.end("{}").length;
}

function again(text: string): number {
  if (!text.startsWith("{")) return 0;
  return JSON.stringify(JSON.parse(text)).length;
}

function framesOf(text: string): SseFrame[] {
  return splitFrames(text).flatMap((frame) => {
    const { event, data } = readFrame(frame);
    return data === null ? [] : [{ event, data }];
  });
}

function written(dialect: ChatDialect, events: readonly StreamEvent[]): string {
  const encoder = dialect.openEncoder(meta());
  return events.map((event) => encoder.push(event)).join("") + encoder.end("{}");
}

function answer(kind: "text" | "reasoning" | "tool-call"): StreamEvent[] {
  const block = kind === "tool-call" ? { kind, id: "call_1", name: "f" } : { kind };
  const deltas = Array.from({ length: EVENTS }, (_, i): StreamEvent => {
    const word = WORDS[i % WORDS.length] ?? "";
    return { type: "block-delta", index: 0, text: kind === "tool-call" ? JSON.stringify(word).slice(1, -1) : word };
  });
  const before: StreamEvent[] = kind === "tool-call" ? [{ type: "block-delta", index: 0, text: '{"text":"' }] : [];
  const after: StreamEvent[] = kind === "tool-call" ? [{ type: "block-delta", index: 0, text: '"}' }] : [];
  return [
    { type: "start", id: "a1", model: "native" },
    { type: "block-start", index: 0, block },
    ...before,
    ...deltas,
    ...after,
    { type: "block-end", index: 0 },
    { type: "finish", finish: { reason: "stop" }, usage: emptyUsage() },
  ];
}

function conversation(): ChatRequest {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const text = (value: string): Block => ({ kind: "text", text: value });
  const turns = Array.from({ length: 50 }, (_, i): ChatRequest["messages"] => [
    { role: "user", blocks: [text("What is the weather like in the city that I named? ".repeat(4))] },
    { role: "assistant", blocks: [{ kind: "tool-call", id: `call_${i}`, name: "f", arguments: '{"city":"Paris"}' }] },
    {
      role: "user",
      blocks: [{ kind: "tool-result", toolCallId: `call_${i}`, content: [{ kind: "text", text: "Sun" }] }],
    },
    { role: "assistant", blocks: [text("It is sunny there, as it was the last time. ".repeat(4))] },
  ]);
  const messages = [...turns.flat(), { role: "user", blocks: [text("Thanks")] } as const];
  return { model: "m", stream: true, messages, tools: [{ name: "f", parameters }], unmapped: [], maxOutputTokens: 100 };
}

/** Nanoseconds of the fastest round. */
function least(run: () => unknown, times = 1): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const time = timeOf(() => {
      for (let i = 0; i < times; i += 1) run();
    });
    best = Math.min(best, time / times);
  }
  return best;
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)}×`;
}

function report(name: string, value: number, limit: number | undefined, note = ""): void {
  const bad = limit !== undefined && value > limit;
  if (bad) tooSlow += 1;
  const bound = limit === undefined ? "" : ` (limit ${limit}×)`;
  process.stdout.write(
    `  ${name.padEnd(62)} ${value.toFixed(2)}×${bound}${bad ? " TOO SLOW" : ""}${note && `; ${note}`}\n`,
  );
}
