import type { DecodedRequest } from "../exchange.ts";

/** Bodies below this hold no file worth telling apart. */
const SMALL_BYTES = 16_384;
/** Strings from this length on may be files. */
const LONG_CHARS = 2_048;
/** A token of text is rarely shorter than this, in any language. */
const BYTES_PER_TOKEN = 2;
/** Upper bound of what vendors count for one image. */
const TOKENS_PER_FILE = 3_000;
/** Beyond that, documents and sound: what a token of them takes in base64. */
const FILE_CHARS_PER_TOKEN = 100;

/**
 * The most tokens that a request's input can be: for what is reserved, not for what is billed. Files inside the body
 * count as files, not as text of their length.
 */
export function promptTokensMost(request: DecodedRequest): number {
  const { bytes, json, form } = request;
  if (form !== undefined) return request.promptTokensEstimate * 2;
  const named = FILE_MEMBERS.reduce((sum, name) => sum + countOf(json, name), 0);
  if (bytes.length <= SMALL_BYTES) return Math.ceil(bytes.length / BYTES_PER_TOKEN) + named * TOKENS_PER_FILE;
  const files = filesIn(json);
  const text = Math.ceil(Math.max(0, bytes.length - files.chars) / BYTES_PER_TOKEN);
  return text + Math.max(named, files.count) * TOKENS_PER_FILE + Math.ceil(files.chars / FILE_CHARS_PER_TOKEN);
}

/** Members that hold or name a file, in the wires of callers. */
const FILE_MEMBERS = ['"image_url"', '"source"', '"file_data"', '"fileData"', '"inlineData"', '"inline_data"'];
const COLON = /\s*:/y;

/** How often a member of that name begins; the same word as a value is none. */
function countOf(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    COLON.lastIndex = at + name.length;
    if (COLON.test(text)) count += 1;
  }
  return count;
}

const BASE64 = /(?:data:[^,"]{0,200},)?[A-Za-z0-9+/=_-]{1024}/y;

/** Strings that are base64 throughout their beginning. */
function filesIn(json: string): { readonly count: number; readonly chars: number } {
  let count = 0;
  let chars = 0;
  let from = json.indexOf('"');
  while (from >= 0) {
    const to = json.indexOf('"', from + 1);
    if (to < 0) break;
    const length = to - from - 1;
    if (length >= LONG_CHARS) {
      BASE64.lastIndex = from + 1;
      if (BASE64.test(json)) {
        count += 1;
        chars += length;
      }
    }
    from = to;
  }
  return { count, chars };
}
