import type { DecodedRequest } from "../exchange.ts";
import { filesIn } from "./body-files.ts";

/** Bodies below this hold no file worth telling apart. */
const SMALL_BYTES = 16_384;
/** A token of text is rarely shorter than this, in any language. */
const BYTES_PER_TOKEN = 2;
/** Upper bound of what vendors count for one image. */
const TOKENS_PER_FILE = 3_000;
/** What they count for a usual one. */
const TOKENS_PER_FILE_LIKELY = 1_000;
/** Beyond that, sound: what a token of it takes in base64. */
const FILE_CHARS_PER_TOKEN = 100;

/**
 * The tokens that a request's input probably is: what limits of tokens take, and what an answer that told no usage is
 * billed for. Files inside the body count as files, not as text of their length.
 */
export function promptTokensLikely({ body, bytes, form, json, promptTokensEstimate }: DecodedRequest): number {
  if (form !== undefined || bytes.length <= SMALL_BYTES || !mayHoldFiles(json)) return promptTokensEstimate;
  const { held, chars } = filesIn(body);
  const text = (promptTokensEstimate * Math.max(0, bytes.length - chars)) / bytes.length;
  return Math.ceil(text) + held * TOKENS_PER_FILE_LIKELY;
}

/**
 * The most tokens that a request's input can be: for what is reserved, not for what is billed. Files inside the body
 * count as files, not as text of their length. Infinity where the request names what it does not hold, such as a
 * film: only the model's context bounds that.
 */
export function promptTokensMost({ body, bytes, form, promptTokensEstimate }: DecodedRequest): number {
  if (form !== undefined) {
    const files = form.filter(({ value }) => typeof value !== "string").length;
    return promptTokensEstimate * 2 + files * TOKENS_PER_FILE;
  }
  const { named, held, chars, documentChars, elsewhere } = filesIn(body);
  if (elsewhere || isKept(body["prompt"])) return Number.POSITIVE_INFINITY;
  if (bytes.length <= SMALL_BYTES) return Math.ceil(bytes.length / BYTES_PER_TOKEN) + named * TOKENS_PER_FILE;
  const text = Math.ceil(Math.max(0, bytes.length - chars + documentChars) / BYTES_PER_TOKEN);
  return text + Math.max(named, held) * TOKENS_PER_FILE + Math.ceil(chars / FILE_CHARS_PER_TOKEN);
}

/** What every wire writes beside a file that stands in the body. Looking for it costs less than walking the body. */
const FILE_SIGNS = [";base64,", '"data"', '"file_data"', '"result"'];

function mayHoldFiles(json: string): boolean {
  return FILE_SIGNS.some((sign) => json.includes(sign));
}

/** A prompt that the vendor keeps. (OpenAI API reference, responses: prompt.) */
function isKept(prompt: unknown): boolean {
  return typeof prompt === "object" && prompt !== null && "id" in prompt;
}
