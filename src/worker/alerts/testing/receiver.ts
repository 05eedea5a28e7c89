import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** A message as a receiver got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver of a test answers. */
export type Answering = (response: ServerResponse, received: Received) => void;

/** A webhook's receiver on the loopback. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Of the next messages: one each, the last one for all after it. */
  answer(...next: readonly Answering[]): void;
  close(): Promise<void>;
}

/** Answers with a status, headers and a short body. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = "ok"): Answering =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };

/** Says nothing at all. */
export const silence: Answering = () => undefined;

/** Hangs up. */
export const broken: Answering = (response) => {
  response.destroy();
};

/** A good status, then a body that goes on for ever. */
export const endless: Answering = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("more "), 5);
  response.on("close", () => clearInterval(timer));
};

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let next: readonly Answering[] = [status(200)];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const message = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(message);
      const [first, ...rest] = next;
      if (rest.length > 0) next = rest;
      first?.(response, message);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook/very-secret-path`,
    received,
    answer(...answers): void {
      next = answers;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
