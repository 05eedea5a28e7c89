import type { Block, ReasoningBlock, TextBlock, ToolCallBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { at, booleanAt, invalid, nameAt, objectAt, optional, required, stringAt } from "../read.ts";
import { decodeMedia } from "./decode-media.ts";
import type { FunctionPairs } from "./function-pairs.ts";
import { readSignature } from "./signatures.ts";
import { structAt } from "./spelling.ts";

/** A part and where it stood. */
export interface PlacedPart {
  readonly part: JsonObject;
  readonly path: string;
}

/** What reading a turn of the model's depends on. */
export interface ModelTurn {
  /** Its place in the conversation: ids of calls that came without one must differ from turn to turn. */
  readonly turn: number;
  readonly pairs: FunctionPairs;
  readonly unmapped: string[];
}

/** A text or reasoning block while its parts are put together. */
interface OpenBlock {
  readonly kind: "text" | "reasoning";
  readonly pieces: string[];
  signature: ReturnType<typeof readSignature> | undefined;
}

/**
 * The blocks of one answer of the model's. Texts of one kind in a row are pieces of one block, as they were streamed; a
 * signature ends its block, because what follows it was not signed. (Gemini API documentation, thought signatures.)
 */
export function decodeModelParts(parts: readonly PlacedPart[], given: ModelTurn): Block[] {
  const blocks: Block[] = [];
  let open: OpenBlock | undefined;
  let calls = 0;
  const close = (): void => {
    const block = open === undefined ? undefined : textBlock(open);
    if (block !== undefined) blocks.push(block);
    open = undefined;
  };
  for (const { part, path } of parts) {
    if (optional(part, "functionResponse", objectAt, path) !== undefined) {
      throw invalid(at(path, "functionResponse"), "belongs to the role 'user'.");
    }
    const text = optional(part, "text", stringAt, path);
    const call = optional(part, "functionCall", structAt, path);
    if (call !== undefined) {
      close();
      const mintedId = `call_${given.turn}_${calls++}`;
      blocks.push(decodeCall(call, part["thoughtSignature"], { ...given, path: at(path, "functionCall"), mintedId }));
    } else if (text !== undefined) {
      const kind = optional(part, "thought", booleanAt, path) === true ? "reasoning" : "text";
      if (open?.kind !== kind || open.signature !== undefined) close();
      open ??= { kind, pieces: [], signature: undefined };
      open.pieces.push(text);
      if (part["thoughtSignature"] !== undefined) open.signature = readSignature(part["thoughtSignature"]);
    } else {
      close();
      // Pictures of a thought are no part of the answer.
      const media = part["thought"] === true ? undefined : decodeMedia(part, path);
      if (media !== undefined) blocks.push(media);
    }
  }
  close();
  return blocks;
}

function textBlock({ kind, pieces, signature }: OpenBlock): TextBlock | ReasoningBlock | undefined {
  const text = pieces.join("");
  const carry = signature?.carry;
  if (text === "" && carry === undefined) return undefined;
  const block = { text, ...(carry === undefined ? {} : { carry }) };
  if (kind === "text") return { kind, ...block };
  return { kind, ...block, ...(signature?.redacted === true ? { redacted: true } : {}) };
}

function decodeCall(
  call: JsonObject,
  signature: unknown,
  { path, mintedId, pairs, unmapped }: ModelTurn & { readonly path: string; readonly mintedId: string },
): ToolCallBlock {
  for (const name of ["partialArgs", "willContinue"]) {
    if (call[name] !== undefined && call[name] !== null && call[name] !== false) unmapped.push(at(path, name));
  }
  const name = required(call, "name", nameAt, path);
  const ownId = optional(call, "id", stringAt, path);
  const id = pairs.call(ownId === "" ? undefined : ownId, name, mintedId, path);
  const { carry } = readSignature(signature);
  return {
    kind: "tool-call",
    id,
    name,
    arguments: JSON.stringify(optional(call, "args", objectAt, path) ?? {}),
    ...(carry === undefined ? {} : { carry }),
  };
}
