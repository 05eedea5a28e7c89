import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { managementSite } from "./site.ts";

describe("management site", () => {
  const seen: { ip: string | null; host: string | null }[] = [];
  const app = {
    fetch: (request: Request, bindings?: { clientIp: string | null }) => {
      seen.push({ ip: bindings?.clientIp ?? null, host: request.headers.get("host") });
      const headers = new Headers({ location: "/dashboard" });
      headers.append("set-cookie", "a=1; Path=/");
      headers.append("set-cookie", "b=2; Path=/");
      return Promise.resolve(new Response(null, { status: 302, headers }));
    },
  };
  const site = managementSite(app, { proxies: 2, onError: () => undefined });
  const server = createServer((req, res) => void site(req, res, new URL(req.url ?? "/", "http://x").pathname));
  let address = "";
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const at = server.address();
    address = `http://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`;
  });
  afterAll(() => void server.close());

  it("hands every cookie on, not the last alone", async () => {
    const response = await fetch(`${address}/api/v1/auth/sso/callback`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, "/dashboard"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/"]);
  });

  it("tells the app the host that was called, which the check of a request's origin needs", async () => {
    await fetch(`${address}/api/v1/auth/me`, {
      headers: { "x-forwarded-for": "203.0.113.7, 10.0.0.1" },
      redirect: "manual",
    });
    expect(seen.at(-1)).toEqual({ ip: "203.0.113.7", host: address.replace("http://", "") });
  });
});
