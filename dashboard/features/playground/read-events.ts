const DONE = "[DONE]";

/**
 * The data of server-sent events, one after another; ends with `"done"` only where the stream says that it is whole.
 * A stream that merely stops gives no `"done"`: it was cut.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const text of chunksOf(body)) {
    rest += decoder.decode(text, { stream: true }).replaceAll("\r\n", "\n");
    let end = rest.indexOf("\n\n");
    while (end >= 0) {
      const data = dataOf(rest.slice(0, end));
      rest = rest.slice(end + 2);
      end = rest.indexOf("\n\n");
      if (data === DONE) {
        yield "done";
        return;
      }
      if (data !== "") yield JSON.parse(data);
    }
  }
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Comments, which keep the connection alive, have none. */
function dataOf(frame: string): string {
  return frame
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length).trimStart())
    .join("\n");
}
