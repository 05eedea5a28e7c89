import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { MANAGEMENT_PATH, type ManagementApp } from "./app.ts";

/** The management API on the shared port: everything below its path goes to its app. */
export function managementSite(
  app: ManagementApp,
): (req: IncomingMessage, res: ServerResponse, path: string) => boolean {
  const listener = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings as { incoming: IncomingMessage };
      return app.fetch(request, { clientIp: incoming.socket.remoteAddress ?? null });
    },
    { overrideGlobalObjects: false },
  );
  return (req, res, path) => {
    if (path !== MANAGEMENT_PATH && !path.startsWith(`${MANAGEMENT_PATH}/`)) return false;
    void listener(req, res);
    return true;
  };
}
