import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from "node:zlib";
import type { CachedAnswer } from "./answer-cache.ts";

/** Smaller texts are kept as they are: nothing is won. */
const COMPRESSED_FROM_BYTES = 4_096;
/** Up to here, reading takes less time here than the way to another thread. */
const READ_AT_ONCE_BYTES = 65_536;
/** Fast, and within some percent of the higher ones for JSON. */
const ZSTD_LEVEL = 3;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** An answer as it is kept: its text in one piece, compressed where that pays. */
export interface PackedAnswer {
  readonly facts: Omit<CachedAnswer, "before" | "after">;
  /** Where the gateway's object goes. */
  readonly cut: number;
  /** Bytes of the whole text. */
  readonly length: number;
  readonly compressed: boolean;
  readonly body: Buffer;
}

/** Packs an answer; large ones are compressed on another thread. */
export function packAnswer(answer: CachedAnswer): PackedAnswer | Promise<PackedAnswer> {
  const { before, after, ...facts } = answer;
  // A buffer of its own: kept text must not hold on to larger texts that it was cut from.
  const body = Buffer.from(before + after, "latin1");
  const packed = { facts, cut: before.length, length: body.length, compressed: false, body };
  return body.length < COMPRESSED_FROM_BYTES ? packed : compressed(packed);
}

async function compressed(packed: PackedAnswer): Promise<PackedAnswer> {
  try {
    const body = await compress(packed.body, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
    return body.length < packed.length ? { ...packed, compressed: true, body } : packed;
  } catch {
    return packed;
  }
}

/** The answer again; large ones are read on another thread. Throws or rejects for a body that is damaged. */
export function unpackAnswer(packed: PackedAnswer): CachedAnswer | Promise<CachedAnswer> {
  const { compressed, body, length } = packed;
  if (!compressed) return answerOf(packed, body);
  const bound = { maxOutputLength: length };
  if (length <= READ_AT_ONCE_BYTES) return answerOf(packed, zstdDecompressSync(body, bound));
  return decompress(body, bound).then((text) => answerOf(packed, text));
}

function answerOf({ facts, cut, length }: PackedAnswer, text: Buffer): CachedAnswer {
  if (text.length !== length) throw new RangeError("A stored answer is damaged.");
  return { ...facts, before: text.toString("latin1", 0, cut), after: text.toString("latin1", cut) };
}
