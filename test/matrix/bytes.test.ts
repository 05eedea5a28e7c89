import { describe, expect, it } from "vitest";
import type { ChatDialect } from "../../src/dialects/dialect.ts";
import { CHAT_DIALECTS } from "../../src/dialects/registry.ts";
import { encodeEventStream } from "../../src/framing/aws-event-stream.ts";
import { latin1OfText, textOfLatin1 } from "../../src/framing/latin1.ts";
import { framingOf } from "../../src/gateway/upstream/stream-framing.ts";
import { ANSWER_CASES } from "./cases.ts";
import { decodeStream, encodeStream } from "./translate.ts";

/** Longer streams are cut in the units of their own tests. */
const MAX_BYTES = 20_000;

function bytesOf(dialect: ChatDialect, frames: string): Buffer {
  return dialect.framing === "aws-event-stream" ? encodeEventStream(latin1OfText(frames)) : Buffer.from(frames);
}

/** What is read when the bytes come in these chunks. */
function read(dialect: ChatDialect, chunks: readonly Buffer[]): unknown {
  const splitter = framingOf(dialect.framing).openSplitter(1_000_000);
  const text = chunks.map((chunk) => splitter.push(chunk)).join("") + splitter.rest();
  return decodeStream(dialect, textOfLatin1(text));
}

describe.each(CHAT_DIALECTS.map((dialect) => [dialect.id, dialect] as const))("a stream of %s", (_id, dialect) => {
  it.each(ANSWER_CASES)("$name: reads the same wherever its bytes are cut", ({ events }) => {
    const frames = encodeStream(dialect, events, ["said in part"]);
    if (frames === undefined) throw new Error("not said");
    const bytes = bytesOf(dialect, frames);
    const whole = read(dialect, [bytes]);
    if (bytes.length > MAX_BYTES) {
      expect(read(dialect, pieces(bytes, 1_000))).toEqual(whole);
      return;
    }
    expect(read(dialect, pieces(bytes, 1))).toEqual(whole);
    const text = JSON.stringify(whole);
    for (let at = 1; at < bytes.length; at += 1) {
      if (JSON.stringify(read(dialect, [bytes.subarray(0, at), bytes.subarray(at)])) !== text) {
        expect.fail(`cut after byte ${at} it reads otherwise`);
      }
    }
  });
});

function pieces(bytes: Buffer, size: number): Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) all.push(bytes.subarray(at, at + size));
  return all;
}
