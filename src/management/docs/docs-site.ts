import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { llmDocument } from "./llm-document.ts";

const CSS = "text/css; charset=utf-8";
const JS = "text/javascript; charset=utf-8";

/** The page's own files, and those of the reference's program. Nothing else is served. */
const ASSETS: Readonly<Record<string, string>> = {
  "swagger-ui.css": CSS,
  "swagger-ui-bundle.js": JS,
  "swagger-ui-standalone-preset.js": JS,
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LLM Gateway: API reference</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/begin.js"></script>
</body>
</html>
`;

const BEGIN = `SwaggerUIBundle({
  urls: [
    { url: "/api/v1/openapi.json", name: "Management API" },
    { url: "/openapi.json", name: "LLM API" },
  ],
  dom_id: "#reference",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
});
`;

/** Only what comes from here runs and is asked; images may be inside the style sheet. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

/** `/docs`, the reference of both APIs, and `/openapi.json`, the document of the LLM API. All from this machine. */
export function docsSite(version: string): (req: IncomingMessage, res: ServerResponse, path: string) => boolean {
  const made = new Map<string, Asset>();
  const assetOf = (path: string): Asset | null => {
    const kept = made.get(path);
    if (kept !== undefined) return kept;
    const source = sourceOf(path, version);
    if (source === null) return null;
    const asset = { type: source.type, plain: source.bytes, packed: gzipSync(source.bytes) };
    made.set(path, asset);
    return asset;
  };
  return (req, res, path) => {
    if (req.method !== "GET" && req.method !== "HEAD") return false;
    const asset = assetOf(path);
    if (asset === null) return false;
    const packed = /\bgzip\b/.test(req.headers["accept-encoding"] ?? "");
    const bytes = packed ? asset.packed : asset.plain;
    res.writeHead(200, {
      "content-type": asset.type,
      "content-length": bytes.length,
      vary: "accept-encoding",
      ...(packed ? { "content-encoding": "gzip" } : {}),
      "cache-control": "no-cache",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    res.end(req.method === "HEAD" ? undefined : bytes);
    return true;
  };
}

function sourceOf(path: string, version: string): { readonly type: string; readonly bytes: Buffer } | null {
  if (path === "/openapi.json") {
    return { type: "application/json", bytes: Buffer.from(JSON.stringify(llmDocument(version))) };
  }
  if (path === "/docs" || path === "/docs/") return { type: "text/html; charset=utf-8", bytes: Buffer.from(PAGE) };
  if (path === "/docs/begin.js") return { type: JS, bytes: Buffer.from(BEGIN) };
  const name = path.startsWith("/docs/") ? path.slice("/docs/".length) : "";
  const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (type === undefined) return null;
  // Packages stay outside the bundle, so they are found from the bundle and from the source alike.
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return { type, bytes: readFileSync(join(folder, name)) };
}
