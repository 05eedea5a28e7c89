import type { Finish } from "../../canonical/finish.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, InboundChatDialect } from "../../dialects/dialect.ts";
import { editMembers, scanMembers } from "../../framing/json-members.ts";
import { latin1OfText } from "../../framing/latin1.ts";

/** An answer that the gateway gives in place of the model. */
export interface SoftAnswer {
  /** The caller's wire. */
  readonly chat: InboundChatDialect;
  readonly meta: AnswerMeta;
  /** What the answer says. */
  readonly text: string;
  /** The `x-llm-gateway` object as ASCII JSON text. */
  readonly gateway: string;
  /** Why it ended, `content-filter` unless told, in the word that the wire has for it. */
  readonly finish?: Finish["reason"] | undefined;
  /** What was used up to here; nothing unless told. */
  readonly usage?: Usage | undefined;
}

/** The answer as one body: latin1 text of JSON. */
export function softAnswerWhole(answer: SoftAnswer): string {
  const { chat, meta, text, gateway } = answer;
  const body = chat.encodeResponse({ blocks: [{ kind: "text", text }], ...endOf(answer) }, meta);
  const json = latin1OfText(JSON.stringify(body));
  const scanned = scanMembers(json);
  return scanned === null ? json : editMembers(json, scanned, { "x-llm-gateway": gateway }, []);
}

/** The answer as a stream: latin1 text of all its SSE frames, the last ones included. */
export function softAnswerStream(answer: SoftAnswer): string {
  const { chat, meta, text, gateway } = answer;
  const encoder = chat.openEncoder(meta);
  const events: readonly StreamEvent[] = [
    { type: "start" },
    { type: "block-start", index: 0, block: { kind: "text" } },
    { type: "block-delta", index: 0, text },
    { type: "block-end", index: 0 },
    { type: "finish", ...endOf(answer) },
  ];
  return latin1OfText(events.map((event) => encoder.push(event)).join("") + encoder.end(gateway));
}

function endOf({ finish = "content-filter", usage = emptyUsage() }: SoftAnswer): { finish: Finish; usage: Usage } {
  return { finish: { reason: finish }, usage };
}
