import type { ToolResultBlock } from "../../canonical/blocks.ts";
import { invalid } from "../read.ts";
import { blobForResult, documentText, encodeDocument, encodeImage } from "./encode-media.ts";
import type { EncodeContext } from "./encode-messages.ts";
import type { Unit } from "./turns.ts";
import type { WireBlob, WirePart } from "./wire.ts";

/**
 * A tool result as `functionResponse`, named after its call. Media stand in it from Gemini 3 on; before, and where they
 * must be fetched, they follow it. (Gemini API documentation, multimodal function responses.)
 */
export function encodeResult(block: ToolResultBlock, path: string, context: EncodeContext): Unit[] {
  const { target, warnings, names } = context;
  const name = names.get(block.toolCallId);
  if (name === undefined) throw invalid(path, `answers no tool call of the conversation: '${block.toolCallId}'.`);
  const texts: string[] = [];
  const within: { inlineData: WireBlob }[] = [];
  const after: WirePart[] = [];
  for (const [i, item] of block.content.entries()) {
    const place = { path: `${path}.content[${i}]`, warnings };
    const text = item.kind === "text" ? item.text : item.kind === "document" ? documentText(item) : undefined;
    if (text !== undefined) texts.push(text);
    else if (item.kind !== "text") {
      const inlineData = target.reasoningStyle === "budget" ? undefined : blobForResult(item);
      if (inlineData !== undefined) within.push({ inlineData });
      else after.push(...(item.kind === "image" ? [encodeImage(item, place)] : encodeDocument(item, place)));
    }
  }
  const attached = texts.length === 0 && after.length > 0;
  const text = attached ? "The result is attached." : texts.join("\n");
  const part: WirePart = {
    functionResponse: {
      ...(target.quirks.has("no-function-ids") ? {} : { id: block.toolCallId }),
      name,
      // These two names tell a result from a failure. (Gemini API reference, FunctionResponse.)
      response: block.isError === true ? { error: text } : { output: text },
      ...(within.length > 0 ? { parts: within } : {}),
    },
  };
  const label = after.length === 0 ? [] : [{ text: `Attached to the result of ${name}:` }, ...after];
  return [{ part, resultOf: block.toolCallId }, ...label.map((one) => ({ part: one }))];
}
