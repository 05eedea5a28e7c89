import type { Exchange } from "../exchange.ts";
import { isSameWire, type UpstreamBody } from "../relay/upstream-body.ts";
import { type Credential, pathOf, type Target } from "../routing/target.ts";
import { type Failure, failureOf } from "../upstream/failure.ts";
import { SigningError } from "../upstream/signing/signer.ts";
import type { Attempt } from "./attempt.ts";

/** What is sent. */
export interface UpstreamCall {
  readonly origin: string;
  readonly path: string;
  readonly method: "POST";
  readonly body: Buffer;
  readonly headers: string[];
}

const JSON_TYPE = "application/json";

/** The call of an attempt, signed where its credential wants that; a failure when it cannot be signed. */
export async function makeCall(
  exchange: Exchange,
  { target, credential }: Attempt,
  body: UpstreamBody,
  stream: boolean,
): Promise<UpstreamCall | Failure> {
  const { contentType = JSON_TYPE } = body;
  const plain = headersFor(exchange, target, credential);
  const headers = contentType === JSON_TYPE ? plain : withHeader(plain, "content-type", contentType);
  try {
    const path = pathOf(target, credential, stream);
    const call: UpstreamCall = { origin: credential.origin, path, method: "POST", body: body.bytes, headers };
    if (credential.sign === undefined) return call;
    return { ...call, headers: [...headers, ...(await credential.sign({ ...call, contentType }))] };
  } catch (error) {
    // What is no failure of signing is a path that the credential does not fill.
    const kind = error instanceof SigningError ? error.kind : "credential";
    return failureOf("connect", kind, "The provider's authorisation cannot be made.", null, "signing_failed");
  }
}

/** The callers' headers that a provider may see, beside the credential's own. */
function headersFor(exchange: Exchange, target: Target, credential: Credential): string[] {
  let headers = credential.headers as string[];
  if (target.forwardHeaders.length === 0 || !isSameWire(exchange.endpoint, target)) return headers;
  for (const name of target.forwardHeaders) {
    const value = exchange.req.headers[name];
    if (typeof value === "string") headers = withHeader(headers, name, value);
  }
  return headers;
}

function withHeader(headers: readonly string[], name: string, value: string): string[] {
  const at = headers.findIndex((known, i) => i % 2 === 0 && known === name);
  return at < 0 ? [...headers, name, value] : headers.with(at + 1, value);
}
