import type { Block, Carry, Citation } from "../../src/canonical/blocks.ts";
import type { Finish } from "../../src/canonical/finish.ts";
import type { BlockHead, StreamEvent, UpstreamError } from "../../src/canonical/response.ts";
import type { Usage } from "../../src/canonical/usage.ts";

/** An answer put together from its events. */
export interface Collected {
  readonly blocks: readonly Block[];
  readonly finish: Finish | undefined;
  readonly usage: Usage | undefined;
  readonly error: UpstreamError | undefined;
}

interface Open {
  readonly head: BlockHead;
  text: string[];
  carry?: Carry;
  citations: Citation[];
}

/** The blocks of a stream in the order in which they opened. */
export function collect(events: readonly StreamEvent[]): Collected {
  const open = new Map<number, Open>();
  let finish: Finish | undefined;
  let usage: Usage | undefined;
  let error: UpstreamError | undefined;
  for (const event of events) {
    if (event.type === "block-start") open.set(event.index, { head: event.block, text: [], citations: [] });
    else if (event.type === "block-delta") open.get(event.index)?.text.push(event.text);
    else if (event.type === "block-carry") Object.assign(open.get(event.index) ?? {}, { carry: event.carry });
    else if (event.type === "block-citation") open.get(event.index)?.citations.push(event.citation);
    else if (event.type === "start") usage = event.usage ?? usage;
    else if (event.type === "error") error = event.error;
    else if (event.type === "finish") {
      finish = event.finish;
      usage = event.usage ?? usage;
    }
  }
  return { blocks: [...open.values()].map(blockOf), finish, usage, error };
}

function blockOf({ head, text, carry, citations }: Open): Block {
  const joined = text.join("");
  const carried = carry === undefined ? {} : { carry };
  switch (head.kind) {
    case "image":
      return { kind: "image", source: head.source };
    case "tool-call":
      return { ...head, arguments: joined, ...carried };
    case "reasoning":
      return { ...head, text: joined, ...carried };
    case "refusal":
      return { kind: "refusal", text: joined };
    case "text":
      return { kind: "text", text: joined, ...(citations.length > 0 ? { citations } : {}), ...carried };
  }
}
