import { describe, expect, it } from "vitest";
import type { InboundChatDialect, JsonObject } from "../../dialects/dialect.ts";
import { decodeAll, meta } from "../../dialects/test-support.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { softAnswerStream, softAnswerWhole } from "./soft-answer.ts";
import { dialectOf, WIRES } from "./testing/streams.ts";

const TEXT = 'I cannot help with "that". ü 🎈';

describe.each(WIRES)("an answer of the gateway's own in %s", (wire) => {
  const chat = dialectOf(wire) as InboundChatDialect;
  const gateway = '{"request_id":"req_1"}';

  it("is a whole answer that says the text", () => {
    const body = JSON.parse(textOfLatin1(softAnswerWhole({ chat, meta: meta(), text: TEXT, gateway }))) as JsonObject;
    expect(body["x-llm-gateway"]).toEqual({ request_id: "req_1" });
    const { blocks, finish } = chat.decodeResponse(body, new Set());
    expect(blocks).toEqual([{ kind: "text", text: TEXT }]);
    expect(finish.reason).toBe("content-filter");
  });

  it("is a stream that says the text and ends", () => {
    const sse = textOfLatin1(softAnswerStream({ chat, meta: meta(), text: TEXT, gateway, finish: "stop" }));
    const events = decodeAll(chat.openDecoder(new Set()), sse);
    expect(events.flatMap((event) => (event.type === "block-delta" ? [event.text] : [])).join("")).toBe(TEXT);
    expect(events.at(-1)).toMatchObject({ type: "finish", finish: { reason: "stop" } });
    expect(sse.split(gateway)).toHaveLength(2);
  });
});
