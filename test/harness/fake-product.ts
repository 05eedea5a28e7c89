import type { ServerResponse } from "node:http";
import { createServer } from "node:http";

// Stands in for the product, so that the harness is known to be right on its own.
let readinessChecks = 0;

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

if (process.env["FAKE_CRASH"] !== undefined) {
  console.error("FAKE_CRASH: cannot open the database");
  process.exit(3);
}
if (process.env["FAKE_STUBBORN"] !== undefined) process.on("SIGTERM", () => console.log("ignoring SIGTERM"));

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
  const bearer = request.headers.authorization;
  if (pathname === "/readyz") {
    readinessChecks += 1;
    send(response, readinessChecks < 3 ? 503 : 200, { readinessChecks });
  } else if (pathname === "/env") send(response, 200, process.env);
  else if (pathname === "/api/v1/auth/login") send(response, 200, { token: "session-1" });
  else if (pathname === "/api/v1/logs" && bearer === "Bearer session-1") {
    send(response, 200, { logs: [{ id: "log_1", model: searchParams.get("model") }], nextCursor: null });
  } else send(response, 404, { pathname, bearer });
}).listen(Number(process.env["PORT"]), process.env["HOST"]);
