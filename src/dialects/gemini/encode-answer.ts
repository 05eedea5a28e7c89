import type { Carry } from "../../canonical/blocks.ts";
import type { BlockHead } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { mediaTypeOfUrl } from "./media-types.ts";
import { signatureForCaller, UNSIGNED_CALL } from "./signatures.ts";
import type { WirePart } from "./wire.ts";

/** What is known of a block once it has ended. */
export interface EndedBlock {
  readonly head: BlockHead;
  readonly text: string;
  readonly carry: Carry | undefined;
}

/** Makes the parts of one answer for a caller of this wire. */
export class PartWriter {
  readonly #meta: AnswerMeta;
  #calls = 0;

  constructor(meta: AnswerMeta) {
    this.#meta = meta;
  }

  /** A block as its part; undefined for one that says nothing. */
  part({ head, text, carry }: EndedBlock): WirePart | undefined {
    switch (head.kind) {
      case "image":
        return this.#image(head.source);
      case "tool-call":
        return this.#call(head, text, carry);
      case "refusal":
        return text === "" ? undefined : { text };
      case "text": {
        const signature = signed(signatureForCaller(carry));
        return text === "" && signature.thoughtSignature === undefined ? undefined : { text, ...signature };
      }
      case "reasoning": {
        const signature = signed(signatureForCaller(carry, head.redacted === true));
        if (text === "" && signature.thoughtSignature === undefined) return undefined;
        return { text, thought: true, ...signature };
      }
    }
  }

  #image(source: Extract<BlockHead, { kind: "image" }>["source"]): WirePart | undefined {
    switch (source.kind) {
      case "data":
        return { inlineData: { mimeType: source.mediaType, data: source.data } };
      case "url":
        return { fileData: { mimeType: mediaTypeOfUrl(source.url) ?? "image/png", fileUri: source.url } };
      case "file":
        this.#meta.warn("candidates[0].content", "An image of the answer is stored at its provider; left out.");
        return undefined;
    }
  }

  /** The first call of an answer is always signed: a caller who moves on to a Gemini model needs it there. */
  #call(head: Extract<BlockHead, { kind: "tool-call" }>, text: string, carry: Carry | undefined): WirePart {
    const first = this.#calls === 0;
    this.#calls += 1;
    const functionCall = { id: head.id, name: head.name, args: this.#args(head.custom === true, text) };
    return { functionCall, ...signed(signatureForCaller(carry) ?? (first ? UNSIGNED_CALL : undefined)) };
  }

  #args(custom: boolean, text: string): JsonObject {
    if (custom) return { input: text };
    const args = parseObject(text.trim() === "" ? "{}" : text);
    if (args !== undefined) return args;
    this.#meta.warn(
      "candidates[0].content",
      "The arguments of a function call are not a JSON object; they are given as text in '_raw'.",
    );
    return { _raw: text };
  }
}

function signed(signature: string | undefined): { thoughtSignature?: string } {
  return signature === undefined ? {} : { thoughtSignature: signature };
}
