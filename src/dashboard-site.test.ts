import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboardSite } from "./dashboard-site.ts";

const folder = mkdtempSync(join(tmpdir(), "dashboard-"));
const servers: Server[] = [];
let port = 0;
let emptyPort = 0;

beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<meta nonce="__STYLE_NONCE__"><script nonce="__STYLE_NONCE__"></script>');
  writeFileSync(join(folder, "secret.txt"), "of no known type");
  for (const name of ["assets/a-1.js", "theme.js"]) {
    for (const ending of ["", ".gz", ".br"]) writeFileSync(join(folder, name + ending), `${name}${ending}`);
  }
  port = await serve(folder);
  emptyPort = await serve(join(folder, "nothing"));
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function serve(from: string): Promise<number> {
  const site = dashboardSite(from);
  const server = createServer((req, res) => {
    if (!site(req, res, (req.url ?? "").split("?")[0] ?? "")) res.writeHead(404).end("not its own");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Not `fetch`, which would take the dots out of a path. */
async function get(path: string, { method = "GET", accept = "", at = port } = {}): Promise<Got> {
  return await new Promise((resolve, reject) => {
    const sent = request(
      { port: at, path, method, headers: accept === "" ? {} : { "accept-encoding": accept } },
      (res) => {
        let body = "";
        res.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        res.on("end", () => resolve({ status: res.statusCode, headers: res.headers, body }));
      },
    );
    sent.on("error", reject).end();
  });
}

describe("the dashboard's files", () => {
  it.each([
    "/dashboard",
    "/dashboard/",
    "/dashboard/org_1/logs/req_1.x",
    "/dashboard/../package.json",
    "/dashboard/secret.txt",
  ])("%s is the page", async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
    ]);
    expect(body).toContain("<script nonce=");
  });

  it.each([
    "/dashboards",
    "/dashboard/assets/gone.js",
    "/dashboard/assets/../../package.json",
    "/dashboard/assets/%2e%2e/index.html",
  ])("%s is not its own", async (path) => expect((await get(path)).status).toBe(404));

  it("other methods are not its own, HEAD has no body", async () => {
    expect((await get("/dashboard", { method: "POST" })).status).toBe(404);
    const { status, headers, body } = await get("/dashboard/assets/a-1.js", { method: "HEAD" });
    expect([status, headers["content-length"], body]).toEqual([200, "13", ""]);
  });

  it.each([
    ["", undefined, "assets/a-1.js"],
    ["gzip, deflate, br", "br", "assets/a-1.js.br"],
    ["gzip", "gzip", "assets/a-1.js.gz"],
    ["br;q=0, gzip;q=0.5", "gzip", "assets/a-1.js.gz"],
    ["br;q=0,gzip;q=0", undefined, "assets/a-1.js"],
    ["xbr", undefined, "assets/a-1.js"],
  ])("who takes %j gets %s", async (accept, encoding, body) => {
    const answer = await get("/dashboard/assets/a-1.js", { accept });
    expect([answer.headers["content-encoding"], answer.body]).toEqual([encoding, body]);
    expect(answer.headers["vary"]).toBe("accept-encoding");
    expect(answer.headers["cache-control"]).toContain("immutable");
  });

  it("files whose names stay the same are not kept for long", async () => {
    expect((await get("/dashboard/theme.js")).headers["cache-control"]).toBe("public, max-age=300");
  });

  it("allows scripts of its own only, and styles by a nonce of each answer", async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, body } = await get("/dashboard");
        const policy = String(headers["content-security-policy"]);
        expect(policy).not.toContain("unsafe");
        expect(policy).toContain("script-src 'self';");
        const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? "";
        expect(body).toBe(`<meta nonce="${nonce}"><script nonce="${nonce}"></script>`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it("says what to do where nothing was built", async () => {
    const { status, body } = await get("/dashboard", { at: emptyPort });
    expect(status).toBe(503);
    expect(body).toContain("npm start");
  });
});
