import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findEndpoint } from "../../gateway/endpoints/find-endpoint.ts";
import { docsSite } from "./docs-site.ts";
import { llmDocument } from "./llm-document.ts";

describe("docs site", () => {
  let server: Server;
  let url = "";
  beforeAll(async () => {
    const site = docsSite("1.2.3");
    server = createServer((req, res) => {
      if (!site(req, res, new URL(req.url ?? "/", "http://x").pathname)) res.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it("serves a page whose every file is here, and which may ask nobody else", async () => {
    const page = await fetch(`${url}/docs`);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';/);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
    expect(files).toHaveLength(4);
    for (const file of files) {
      const answer = await fetch(`${url}${file}`);
      expect([file, answer.status, (await answer.text()).length > 100]).toEqual([file, 200, true]);
    }
    expect(html).not.toMatch(/https?:|<script>|style=/);
  });

  it.each(["/docs/package.json", "/docs/../package.json", "/docs/%2e%2e/package.json", "/docs/constructor", "/doc"])(
    "404: %s",
    async (path) => {
      expect((await fetch(url + path)).status).toBe(404);
    },
  );

  it("describes endpoints that there are", () => {
    const { paths } = llmDocument("1") as { paths: Record<string, object> };
    const posts = Object.entries(paths).filter(([, methods]) => "post" in methods);
    expect(posts.length).toBeGreaterThan(10);
    for (const [path] of posts) expect([path, findEndpoint(path) !== undefined]).toEqual([path, true]);
  });
});
