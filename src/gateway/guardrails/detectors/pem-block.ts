const HEADER = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const FOOTER = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** Line breaks may be written out, as in JSON and environment files. */
const BLANK = /(?:\s|\\[nr])*/y;
const WORD = /[A-Za-z0-9+/=]+/y;
const FIELD = /(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash): ?[^\n\\]{0,80}/y;
const LINE_MIN = 16;
const SHORT_LINES_MAX = 2;
/** Longest block that is taken for one key: RSA with 8,192 bits has 6,500 characters. */
const BLOCK_MAX = 8_192;
/** More than any piece of a block that must be seen whole. */
const PIECE_MAX = 100;

/** How every block begins. */
export const PEM_START = "-----BEGIN";

/**
 * The end of the private key (RFC 7468, RFC 4880) that begins here: behind its last line when the footer is missing; -1
 * when there is none. `open`: text that follows could change that.
 */
export function pemBlock(text: string, start: number): { readonly end: number; readonly open: boolean } {
  HEADER.lastIndex = start;
  if (!HEADER.test(text)) return { end: -1, open: text.length - start < PIECE_MAX };
  let at = HEADER.lastIndex;
  let end = -1;
  for (let short = 0; at - start < BLOCK_MAX && short <= SHORT_LINES_MAX; ) {
    at = skip(BLANK, text, at);
    const footer = skip(FOOTER, text, at);
    if (footer > at) return { end: end === -1 && short === 0 ? -1 : footer, open: false };
    const next = Math.max(skip(FIELD, text, at), skip(WORD, text, at));
    if (next === at) break;
    if (next - at >= LINE_MIN) end = next;
    else short += 1;
    at = next;
  }
  return { end, open: text.length - at < PIECE_MAX && text.length - start < BLOCK_MAX + PIECE_MAX };
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
