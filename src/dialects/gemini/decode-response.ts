import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { BlockHead, ChatResponse, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { AnswerReader } from "./answer-reader.ts";

/** A whole answer: a stream of one chunk, put together. (Gemini API reference, GenerateContentResponse.) */
export function decodeResponse(body: JsonObject): ChatResponse {
  const reader = new AnswerReader();
  const events = reader.read(body);
  // Without content there is no answer, whatever the status was; with it, it has ended.
  const empty = !events.some((event) => event.type === "block-start");
  return assemble([...events, ...reader.end({ reason: empty ? "interrupted" : "stop" })]);
}

interface Draft {
  readonly head: BlockHead;
  readonly pieces: string[];
  readonly citations: Citation[];
  carry: Carry | undefined;
}

function assemble(events: readonly StreamEvent[]): ChatResponse {
  const drafts: Draft[] = [];
  let answer: Omit<ChatResponse, "blocks"> = { finish: { reason: "interrupted" } };
  for (const event of events) {
    if (event.type === "start") answer = { ...answer, id: event.id, model: event.model };
    else if (event.type === "finish") answer = { ...answer, finish: event.finish, usage: event.usage };
    else if (event.type === "block-start") {
      drafts[event.index] = { head: event.block, pieces: [], citations: [], carry: undefined };
    } else if (event.type === "block-delta") drafts[event.index]?.pieces.push(event.text);
    else if (event.type === "block-citation") drafts[event.index]?.citations.push(event.citation);
    else if (event.type === "block-carry") {
      const draft = drafts[event.index];
      if (draft !== undefined) draft.carry = event.carry;
    }
  }
  return { ...answer, blocks: drafts.map(blockOf) };
}

function blockOf({ head, pieces, citations, carry }: Draft): ChatResponse["blocks"][number] {
  const text = pieces.join("");
  const carried = carry === undefined ? {} : { carry };
  switch (head.kind) {
    case "image":
      return head;
    case "tool-call":
      return { ...head, arguments: text, ...carried };
    case "text":
      return { ...head, text, ...(citations.length === 0 ? {} : { citations }), ...carried };
    case "reasoning":
      return { ...head, text, ...carried };
    case "refusal":
      return { ...head, text };
  }
}
