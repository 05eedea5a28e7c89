import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A receiver of alerts on this machine. */
export interface Webhook {
  readonly url: string;
  /** The types of what it got, in their order. */
  received(): readonly string[];
  close(): Promise<void>;
}

/** Takes what is posted to `/hook`; what is below it is not found. */
export async function openWebhook(): Promise<Webhook> {
  const types: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => {
      body += piece;
    });
    request.on("end", () => {
      if (request.url !== "/hook") {
        response.writeHead(404).end("There is nothing here.");
        return;
      }
      types.push((JSON.parse(body) as { type: string }).type);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received: () => types,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
