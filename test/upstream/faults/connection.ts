import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { answer } from "../answer.ts";
import type { Behaviour, ReplyInput } from "../types.ts";

/** RST before any byte of the answer. */
export function resetBeforeHeaders(): Behaviour {
  return (exchange) => exchange.cut("reset");
}

/** FIN before any byte of the answer. */
export function closeBeforeHeaders(): Behaviour {
  return (exchange) => exchange.cut("destroy");
}

/** Takes the request and says nothing until the client gives up. */
export function neverAnswer(): Behaviour {
  return () => undefined;
}

/** Status and headers of a stream (or a body), then nothing until the client gives up. */
export function headersThenSilence(): Behaviour {
  return ({ response, streaming }) => {
    response.writeHead(200, { "content-type": streaming ? "text/event-stream" : "application/json" });
    response.flushHeaders();
  };
}

/** A whole healthy answer whose headers come late. */
export function slowHeaders(delayMs: number, input: ReplyInput = {}): Behaviour {
  return answer(input, { headersDelayMs: delayMs });
}

/** An origin on which nothing listens: connecting is refused. */
export async function refusedOrigin(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
}
