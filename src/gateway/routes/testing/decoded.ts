import { EventEmitter } from "node:events";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { FormPart } from "../../../dialects/dialect.ts";
import { findEndpoint } from "../../endpoints/find-endpoint.ts";
import { type DecodedRequest, Exchange } from "../../exchange.ts";
import type { Gateway } from "../../gateway.ts";
import { decode } from "../../stages/decode.ts";
import { writeForm } from "../../stages/read-form.ts";

export interface Decoded {
  readonly exchange: Exchange;
  readonly request: DecodedRequest;
}

/** A request as it comes out of decoding. */
export async function decodedJson(path: string, body: object | string, headers: IncomingHttpHeaders = {}) {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return await decodedBytes(path, bytes, { "content-type": "application/json", ...headers });
}

/** The same for a form. */
export async function decodedForm(path: string, parts: readonly FormPart[]): Promise<Decoded> {
  const { bytes, contentType } = writeForm(parts, "test");
  return await decodedBytes(path, bytes, { "content-type": contentType });
}

async function decodedBytes(path: string, bytes: Buffer, headers: IncomingHttpHeaders): Promise<Decoded> {
  const called = findEndpoint(path);
  if (called === undefined) throw new Error(`no endpoint at ${path}`);
  const all = { "content-length": String(bytes.length), ...headers };
  const req = Object.assign(Readable.from([bytes], { objectMode: false }), { headers: all, complete: true });
  const res = new EventEmitter() as ServerResponse;
  const exchange = new Exchange(req as never, res, called, "req_1", { ms: 0, mono: 0 });
  const gateway = { settings: { maxBodyBytes: 50_000_000 } } as Gateway;
  exchange.request = await decode(exchange, gateway);
  return { exchange, request: exchange.request };
}
