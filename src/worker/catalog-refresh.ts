import { request } from "undici";
import { type FetchText, refreshCatalog } from "../catalog/refresh.ts";
import type { Catalog } from "../catalog/types.ts";
import type { Log } from "../store/log.ts";

export interface CatalogRefreshOptions {
  readonly url: string;
  readonly everyMs: number;
  readonly providers: ReadonlySet<string>;
  readonly current: () => Catalog;
  readonly replace: (catalog: Catalog) => void;
  readonly log: Log;
}

const FETCH_TIMEOUT_MS = 30_000;

/** Keeps the catalogue fresh from a URL; what would be suspicious is refused and logged. Gives the function that stops it. */
export function startCatalogRefresh(options: CatalogRefreshOptions): () => void {
  let etag: string | undefined;
  const round = async (): Promise<void> => {
    const result = await refreshCatalog({
      url: options.url,
      fetchText,
      current: options.current(),
      providers: options.providers,
      etag,
    });
    if (result.kind === "refused") {
      options.log.warn({ reasons: result.reasons, diff: result.diff }, "A catalogue refresh was refused.");
      return;
    }
    etag = result.etag;
    if (result.kind === "updated") {
      try {
        options.replace(result.catalog);
      } catch (err) {
        options.log.warn(
          { err },
          "A refreshed catalogue does not go with the operator's overrides; the old one stays.",
        );
        return;
      }
      options.log.info({ version: result.catalog.version, diff: result.diff }, "The catalogue was refreshed.");
    }
  };
  void round();
  const timer = setInterval(() => void round(), options.everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

const fetchText: FetchText = async (url, { headers, maxBytes }) => {
  const answer = await request(url, { headers, headersTimeout: FETCH_TIMEOUT_MS, bodyTimeout: FETCH_TIMEOUT_MS });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const { etag } = answer.headers;
  return {
    status: answer.statusCode,
    etag: typeof etag === "string" ? etag : undefined,
    text: Buffer.concat(chunks).toString("utf8"),
  };
};
