import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { MANAGEMENT_PATH, type ManagementApp } from "./app.ts";

/**
 * The management API on the shared port: everything below its path goes to its app. With `trustProxy` a
 * caller's address is what the proxy in front says: else all callers would share one lock-out.
 */
export function managementSite(
  app: ManagementApp,
  trustProxy: boolean,
): (req: IncomingMessage, res: ServerResponse, path: string) => boolean {
  const listener = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings as { incoming: IncomingMessage };
      return app.fetch(request, { clientIp: clientIpOf(incoming, trustProxy) });
    },
    { overrideGlobalObjects: false },
  );
  return (req, res, path) => {
    if (path !== MANAGEMENT_PATH && !path.startsWith(`${MANAGEMENT_PATH}/`)) return false;
    void listener(req, res);
    return true;
  };
}

/** The first hop of `x-forwarded-for` where a proxy is trusted and it names an address, else who is connected. */
function clientIpOf(req: IncomingMessage, trustProxy: boolean): string | null {
  const connected = req.socket.remoteAddress ?? null;
  const forwarded = trustProxy ? req.headers["x-forwarded-for"] : undefined;
  const first = String(forwarded ?? "").split(",", 1)[0]?.trim() ?? "";
  return isIP(first) === 0 ? connected : first;
}
