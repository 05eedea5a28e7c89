/** Embeds one text; gives up when the signal says so. */
export type Embed = (text: string, signal: AbortSignal) => Promise<ArrayLike<number>>;

/** Embeds within a time. Rejects with a `TimeoutError` after it, even when the embedder does not heed its signal. */
export async function embedWithin(embed: Embed, text: string, timeoutMs: number): Promise<ArrayLike<number>> {
  const cancel = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DOMException("embedding took too long", "TimeoutError");
      cancel.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([embed(text, cancel.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
