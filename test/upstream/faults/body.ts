import { answer } from "../answer.ts";
import { sendBody } from "../delivery.ts";
import { errorBody } from "../errors.ts";
import type { Behaviour, ReplyInput } from "../types.ts";

/** A proxy's page with status 200 where an answer was expected. */
export function htmlInsteadOfAnswer(): Behaviour {
  const page = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>";
  return (exchange) => sendBody(exchange, page, { headers: { "content-type": "text/html" } });
}

/** Status 200 with an error object as JSON, whether or not a stream was asked for. */
export function jsonErrorWith200(message = "Upstream exploded"): Behaviour {
  return (exchange) => {
    const body = errorBody(exchange.request.wire, { status: 500, message });
    return sendBody(exchange, JSON.stringify(body));
  };
}

/** A healthy answer under a wrong content type. */
export function wrongContentType(contentType = "text/plain", input: ReplyInput = {}): Behaviour {
  return answer(input, { headers: { "content-type": contentType } });
}

/** A JSON body that is no JSON. */
export function invalidJson(): Behaviour {
  return (exchange) => sendBody(exchange, '{"id":"x","choices":[');
}

/** An answer that is compressed, whether or not the request allowed it. */
export function compressed(method: "gzip" | "br" | "deflate" = "gzip", input: ReplyInput = {}): Behaviour {
  return answer(input, { encoding: { label: method, apply: method } });
}

/** Says it is compressed and is not. */
export function falselyCompressed(label = "gzip", input: ReplyInput = {}): Behaviour {
  return answer(input, { encoding: { label, apply: "none" } });
}

/** A healthy answer whose text has this many bytes: as one delta when streamed. */
export function hugeBody(bytes: number): Behaviour {
  return answer({ text: ["x".repeat(bytes)] });
}

/** A stream of endless content: it stops only when the client leaves or `bytes` are sent. */
export function hugeStream(bytes: number, chunkBytes = 64 * 1024): Behaviour {
  const count = Math.ceil(bytes / chunkBytes);
  return answer({ text: Array.from({ length: count }, () => "x".repeat(chunkBytes)) });
}

/** A body shorter than its content-length, then the connection closes. */
export function truncatedLength(input: ReplyInput = {}): Behaviour {
  return (exchange) =>
    exchange.streaming
      ? answer(input, { headers: { "content-length": 1_000_000 }, ending: "destroy" })(exchange)
      : answer(input, { ending: "destroy" })(exchange);
}
