import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ANSWER_CASES } from "../../../../test/matrix/cases.ts";
import type { Block } from "../../../canonical/blocks.ts";
import type { StreamEvent } from "../../../canonical/response.ts";
import type { ChatDialect, DialectId } from "../../../dialects/dialect.ts";
import { chatDialectById } from "../../../dialects/registry.ts";
import { decodeAll, encodeAll, meta } from "../../../dialects/test-support.ts";
import { latin1OfText, textOfLatin1 } from "../../../framing/latin1.ts";

export const WIRES = ["openai-chat", "openai-responses", "anthropic-messages", "gemini"] as const;
type Wire = (typeof WIRES)[number];

/** A stream in one of the four wires of conversations, as latin1 text of whole frames. */
export interface StreamCase {
  readonly name: string;
  readonly wire: Wire;
  readonly sse: string;
}

/** Every stream of the dialects' fixtures, told apart by what is in it, and every answer of the matrix in every wire. */
export function streamCases(): StreamCase[] {
  const root = path.join(import.meta.dirname, "../../../dialects");
  const recorded = globSync("**/*.sse", { cwd: root }).flatMap((file): StreamCase[] => {
    const sse = readFileSync(path.join(root, file)).toString("latin1").replace(/\r\n?/g, "\n");
    const wire = wireOf(sse);
    return wire === undefined ? [] : [{ name: file, wire, sse: readable(sse) }];
  });
  const made = WIRES.flatMap((wire) =>
    ANSWER_CASES.map(({ name, events }): StreamCase => {
      const sse = latin1OfText(encodeAll(dialectOf(wire).openEncoder(meta({ includeUsage: true })), finished(events)));
      return { name: `${wire}: ${name}`, wire, sse };
    }),
  );
  return [...recorded, ...made];
}

function finished(events: readonly StreamEvent[]): readonly StreamEvent[] {
  return events.some((event) => event.type === "finish")
    ? events
    : [...events, { type: "finish", finish: { reason: "stop" } }];
}

/** Frames whose data nobody can read are left out, as taps do and the filter does. */
function readable(sse: string): string {
  const frames = `${sse.trimEnd()}\n\n`.match(/[\s\S]*?\n\n/g) ?? [];
  return frames.filter((frame) => !/^data: ?\{[^\n]*[^}\s]\s*$/m.test(frame)).join("");
}

function wireOf(sse: string): Wire | undefined {
  if (sse.includes('"choices"')) return "openai-chat";
  if (sse.includes('"type":"response.') || sse.includes('"type": "response.')) return "openai-responses";
  if (sse.includes('"candidates"')) return "gemini";
  return /"message_start"|"content_block_delta"/.test(sse) ? "anthropic-messages" : undefined;
}

export function dialectOf(wire: DialectId): ChatDialect {
  const dialect = chatDialectById(wire);
  if (dialect === undefined) throw new Error(`no wire ${wire}`);
  return dialect;
}

/** What a reader of the wire makes of a stream: its blocks, and how it ended. */
export function readStream({ wire, sse }: StreamCase): { blocks: Block[]; end: StreamEvent | undefined } {
  const events = decodeAll(dialectOf(wire).openDecoder(new Set()), textOfLatin1(sse));
  const blocks = new Map<number, { head: Block | { kind: string }; text: string }>();
  for (const event of events) {
    if (event.type === "block-start") blocks.set(event.index, { head: event.block, text: "" });
    const block = event.type === "block-delta" ? blocks.get(event.index) : undefined;
    if (block !== undefined && event.type === "block-delta") block.text += event.text;
  }
  const read = [...blocks.values()].map(({ head, text }) => ({ ...head, text }) as unknown as Block);
  return { blocks: read, end: events.findLast((event) => event.type === "finish" || event.type === "error") };
}
