import type { IncomingMessage, ServerResponse } from "node:http";

/** The rest of a refused body is thrown away until nothing came for this long, or this long in all. */
const DISCARD_IDLE_MS = 300;
const DISCARD_MS = 10_000;
/** A body up to this size is read to its end, so that the connection can go on. */
const SMALL_BODY_BYTES = 1024 * 1024;

/**
 * Sends an error answer to a request whose body may still be on its way. Hanging up on unread input would reset the
 * connection, and the answer with it: a small body is read first, a big one while the answer stands, and then the
 * connection is closed.
 */
export function sendRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: string[],
  body: string,
): void {
  if (req.complete) {
    res.writeHead(status, headers);
    res.end(body);
  } else if (Number(req.headers["content-length"]) <= SMALL_BODY_BYTES) {
    discard(req, (complete) => {
      res.writeHead(status, complete ? headers : [...headers, "connection", "close"]);
      res.end(body);
    });
  } else {
    res.writeHead(status, [...headers, "connection", "close"]);
    res.write(body);
    discard(req, () => res.end());
  }
}

/** Reads and forgets what still comes; tells once whether it came to its end. */
function discard(req: IncomingMessage, done: (complete: boolean) => void): void {
  let told = false;
  const tell = (complete: boolean): void => {
    if (told) return;
    told = true;
    clearTimeout(idle);
    clearTimeout(limit);
    done(complete);
  };
  const idle = setTimeout(() => tell(false), DISCARD_IDLE_MS);
  const limit = setTimeout(() => tell(false), DISCARD_MS);
  req.once("end", () => tell(true));
  req.once("error", () => tell(false));
  req.on("data", () => idle.refresh());
}
