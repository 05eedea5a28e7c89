import type { UpstreamError } from "../canonical/response.ts";
import { textOfLatin1 } from "../framing/latin1.ts";
import type { JsonObject } from "./dialect.ts";
import { isObject } from "./read.ts";

/** A file in an answer; `data` is base64. */
export interface InlineFile {
  readonly mimeType: string;
  readonly data: string;
}

/** What a whole answer of Gemini's holds that is no conversation. (Gemini API reference, GenerateContentResponse.) */
export interface MadeFiles {
  readonly files: readonly InlineFile[];
  readonly usageMetadata: unknown;
  /** Why there is none, where the vendor refused. */
  readonly refusal: UpstreamError | undefined;
}

/** Ends that are the vendor's policy and no failure. (Gemini API reference, FinishReason.) */
const REFUSED = /SAFETY|PROHIBITED|RECITATION|BLOCKLIST|SPII/;

/** Reads the files of an answer (latin1). Throws where there is neither a file nor a reason. */
export function readMadeFiles(text: string): MadeFiles {
  const { candidates, promptFeedback, usageMetadata } = JSON.parse(textOfLatin1(text)) as JsonObject;
  const all = Array.isArray(candidates) ? candidates.filter(isObject) : [];
  const files = all.flatMap(filesIn);
  if (files.length > 0) return { files, usageMetadata, refusal: undefined };
  const blocked = isObject(promptFeedback) ? promptFeedback["blockReason"] : undefined;
  const ends = all.map(({ finishReason }) => finishReason);
  const reason = [blocked, ...ends.filter((end) => REFUSED.test(String(end)))].find((one) => typeof one === "string");
  if (typeof reason !== "string") throw new TypeError("the answer holds no file");
  return { files, usageMetadata, refusal: refused(reason) };
}

function filesIn({ content }: JsonObject): InlineFile[] {
  const parts = isObject(content) && Array.isArray(content["parts"]) ? content["parts"].filter(isObject) : [];
  return parts.flatMap((part) => {
    const blob = part["inlineData"];
    // Pictures of its thoughts are drafts.
    if (part["thought"] === true || !isObject(blob) || typeof blob["data"] !== "string") return [];
    return [{ mimeType: typeof blob["mimeType"] === "string" ? blob["mimeType"] : "", data: blob["data"] }];
  });
}

function refused(reason: string): UpstreamError {
  return {
    kind: "content-filter",
    status: 400,
    message: `The provider's content policy refused the request (${reason}).`,
    code: reason,
  };
}
