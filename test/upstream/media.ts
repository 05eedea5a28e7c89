import type { Behaviour, JsonObject } from "./types.ts";

/** Answers with one JSON object, whatever was asked. */
export function answerJson(body: JsonObject): Behaviour {
  return answerBytes("application/json", JSON.stringify(body));
}

/** Answers with bytes of a type, such as audio. */
export function answerBytes(contentType: string, bytes: Buffer | string, status = 200): Behaviour {
  return ({ response }) => {
    response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(bytes) });
    response.end(bytes);
  };
}

/** Streams bytes in pieces, without a length. */
export function streamBytes(contentType: string, pieces: readonly Buffer[], delayMs = 5): Behaviour {
  return async ({ response, wait }) => {
    response.writeHead(200, { "content-type": contentType });
    for (const piece of pieces) {
      response.write(piece);
      await wait(delayMs);
    }
    response.end();
  };
}

/** Sends some bytes and then breaks the connection. */
export function cutBytes(contentType: string, bytes: Buffer, how: "destroy" | "reset"): Behaviour {
  return async ({ response, wait, cut }) => {
    response.writeHead(200, { "content-type": contentType });
    response.write(bytes);
    await wait(50);
    cut(how);
  };
}

/** Sends fewer bytes than it said there would be. */
export function shortOfLength(contentType: string, bytes: Buffer, missing: number): Behaviour {
  return async ({ response, wait, cut }) => {
    response.writeHead(200, { "content-type": contentType, "content-length": bytes.length + missing });
    response.write(bytes);
    await wait(50);
    cut("destroy");
  };
}

/** Streams events as OpenAI does: the type stands in the data and on a line of its own. */
export function answerEvents(events: readonly (JsonObject & { type: string })[], end = true): Behaviour {
  return async ({ response, wait, cut }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      await wait(5);
    }
    if (end) response.end();
    else cut("destroy");
  };
}
