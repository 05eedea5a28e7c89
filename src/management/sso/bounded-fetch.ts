import type { SsoNetwork } from "./network.ts";

/** Discovery documents, key sets and token answers are a few kilobytes. */
const BYTES_MAX = 512 * 1024;

/** An identity provider's answer is larger than any sane one. */
class AnswerTooLarge extends Error {
  readonly code = "ERR_ANSWER_TOO_LARGE";
}

/** The same calls with answers of 512 KiB at most: whose server it is, nobody here has checked. */
export function boundedFetch(fetch: SsoNetwork["fetch"]): SsoNetwork["fetch"] {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += piece.byteLength;
      // Leaving the loop cancels the body.
      if (bytes > BYTES_MAX) throw new AnswerTooLarge(`The answer has more than ${BYTES_MAX} bytes.`);
      pieces.push(piece);
    }
    return new Response(Buffer.concat(pieces), { status: response.status, headers: response.headers });
  };
}
