/**
 * Bytes as text with one character a byte. Relayed JSON and SSE is handled in this form: positions in the text are
 * positions in the bytes, only ASCII has a meaning to us, and nothing is ever re-encoded.
 */
export function latin1OfBytes(bytes: Buffer): string {
  return bytes.toString("latin1");
}

/** The UTF-8 bytes of a text, one character each. */
export function latin1OfText(text: string): string {
  return text === "" ? "" : Buffer.from(text).toString("latin1");
}

/** The text whose UTF-8 bytes these are. */
export function textOfLatin1(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}
