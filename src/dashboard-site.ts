import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the dashboard was built to: beside the bundle, and as far from the source. */
const BUILT = fileURLToPath(new URL("../dist/dashboard/", import.meta.url));
const BASE = "/dashboard";
const HTML = "text/html; charset=utf-8";
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const NONCE_PLACEHOLDER = "__STYLE_NONCE__";
const NONCE_BYTES = 16;

interface Asset {
  readonly type: string;
  /** By content encoding. */
  readonly bytes: Readonly<Record<"identity" | "gzip" | "br", Buffer>>;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

interface Built {
  readonly page: string;
  /** By path. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>LLM Gateway</title>
<p>The dashboard has not been built. Run <code>npm start</code>, or <code>node scripts/dashboard/build.ts</code>, and load
this page again. The API works without it.</p></html>`;

/**
 * `/dashboard`: the files of the built dashboard, and for every other path below it the page itself, which finds its
 * place by the address. Only files that were there when they were first asked for are served, by whole name.
 */
export function dashboardSite(folder = BUILT): (req: IncomingMessage, res: ServerResponse, path: string) => boolean {
  let built: Built | null = null;
  return (req, res, path) => {
    if (path !== BASE && !path.startsWith(`${BASE}/`)) return false;
    if (req.method !== "GET" && req.method !== "HEAD") return false;
    built ??= readBuilt(folder);
    if (built === null) {
      send(req, res, { status: 503, headers: pageHeaders(""), body: Buffer.from(NOT_BUILT) });
      return true;
    }
    const asset = built.assets.get(path);
    if (asset !== undefined) sendAsset(req, res, asset);
    else if (path.startsWith(`${BASE}/assets/`)) return false;
    else sendPage(req, res, built.page);
    return true;
  };
}

/** Null while there is no build; it may come while this process runs. */
function readBuilt(folder: string): Built | null {
  const names = globSync("**/*", { cwd: folder }).filter((name) => TYPES[extname(name)] !== undefined);
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  try {
    const assets = names.map((name): [string, Asset] => {
      const path = name.split(sep).join("/");
      const bytes = { identity: read(name), gzip: read(`${name}.gz`), br: read(`${name}.br`) };
      return [`${BASE}/${path}`, { type: TYPES[extname(name)] ?? "", bytes, immutable: path.startsWith("assets/") }];
    });
    return { page: read("index.html").toString(), assets: new Map(assets) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function sendAsset(req: IncomingMessage, res: ServerResponse, asset: Asset): void {
  const encoding = encodingFor(req.headers["accept-encoding"] ?? "");
  send(req, res, {
    status: 200,
    headers: {
      "content-type": asset.type,
      "cache-control": asset.immutable ? "public, max-age=31536000, immutable" : "public, max-age=300",
      vary: "accept-encoding",
      "x-content-type-options": "nosniff",
      ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
    },
    body: asset.bytes[encoding],
  });
}

/** The best of what a browser takes; `q=0` refuses. */
function encodingFor(accepted: string): "identity" | "gzip" | "br" {
  const takes = (name: string): boolean =>
    new RegExp(`(^|,)\\s*${name}\\s*(?!;\\s*q=0(\\.0*)?\\s*(,|$))(;|,|$)`, "i").test(accepted);
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "identity";
}

function sendPage(req: IncomingMessage, res: ServerResponse, page: string): void {
  const nonce = randomBytes(NONCE_BYTES).toString("base64url");
  const body = Buffer.from(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  send(req, res, { status: 200, headers: pageHeaders(nonce), body });
}

/**
 * Scripts are our files alone. Dialogs and editors make style sheets while they run, which the nonce lets through; it is
 * another one in each answer, so the page is kept by no cache.
 */
function pageHeaders(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    nonce === "" ? "style-src 'none'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-type": HTML,
    "cache-control": "no-store",
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function send(req: IncomingMessage, res: ServerResponse, { status, headers, body }: Answer): void {
  res.writeHead(status, { ...headers, "content-length": body.length });
  res.end(req.method === "HEAD" ? undefined : body);
}
