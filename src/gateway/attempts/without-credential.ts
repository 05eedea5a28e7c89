import type { UpstreamError } from "../../canonical/response.ts";
import type { Credential } from "../routing/target.ts";

/** Names of headers that prove who asks. */
const PROOF = /auth|key|token/i;
/** Shorter ones are no keys, and may stand in any sentence. */
const LENGTH_MIN = 6;
const MASK = "…[masked]";

/** What a provider said, without the credential that it was asked with: some quote a key that they do not know. */
export function withoutCredential(error: UpstreamError, { headers }: Pick<Credential, "headers">): UpstreamError {
  const { message } = error;
  let shown = message;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!PROOF.test(headers[i] ?? "")) continue;
    const secret = (headers[i + 1] ?? "").replace(/^\w+ +/, "");
    if (secret.length >= LENGTH_MIN) shown = shown.replaceAll(secret, MASK);
  }
  return shown === message ? error : { ...error, message: shown };
}
