import type { UpstreamError } from "../canonical/response.ts";
import type { TestVerdict } from "../store/sql/tables/provider-keys.ts";
import type { HttpAnswer } from "./send.ts";

/** What an answer says about a connection. */
export interface Finding {
  readonly verdict: TestVerdict;
  readonly message: string;
}

/** Ways in which vendors say that a key is not one of theirs, under statuses that could mean other things too. */
const BAD_KEY =
  /api[ _-]?key[ _-](is[ _-])?(invalid|not[ _-]valid|incorrect)|(invalid|incorrect|wrong|unknown|malformed)[ _-](x-)?(api[ _-]?key|access[ _-]?token|bearer)|unrecognizedclient|invalidsignature|signaturedoesnotmatch|invalid[ _-]?token|security token.{0,40}invalid/i;
/** A request that was refused for asking so little had its key accepted. */
const TOO_SHORT = /max.{0,24}tokens|output (limit|tokens)/i;

/** What a refusal means; `error` is the body as its dialect reads it. */
export function findingOf(answer: HttpAnswer, error: UpstreamError): Finding {
  const said = saying(error);
  if (answer.status >= 300 && answer.status < 400) {
    return {
      verdict: "wrong_url",
      message: "The server answered with a redirect, and redirects are not followed. Check the base URL.",
    };
  }
  if (answer.status === 401 || (answer.status < 500 && BAD_KEY.test(`${error.code} ${error.type} ${error.message}`))) {
    return { verdict: "bad_key", message: `The provider does not accept this key (status ${answer.status}).` };
  }
  if (answer.status === 405) return noSuchApi(answer);
  switch (error.kind) {
    case "credential":
      return { verdict: "no_permission", message: `The key is known, but may not make this call${said}` };
    case "billing":
      return { verdict: "error", message: `The key works, but its account cannot pay${said}` };
    case "rate-limit":
      return { verdict: "rate_limited", message: `The key works, but its account is over a limit now${said}` };
    case "context-length":
    case "content-filter":
      return { verdict: "ok", message: "The key works." };
    case "model-missing":
      return missing(answer, error);
    case "bad-request":
      if (TOO_SHORT.test(error.message)) return { verdict: "ok", message: "The key works." };
      return { verdict: "error", message: `The provider refused the test's request${said}` };
    default:
      return { verdict: "error", message: `The provider failed with status ${answer.status}${said}` };
  }
}

/** A 404 means the model or the address; only a reason that speaks of models means the model. */
function missing(answer: HttpAnswer, error: UpstreamError): Finding {
  if (/model|deployment/i.test(`${error.code} ${error.type} ${error.message}`)) {
    return { verdict: "ok", message: "The key works; the model that was tried is not open to it." };
  }
  return noSuchApi(answer);
}

function noSuchApi({ status }: HttpAnswer): Finding {
  return { verdict: "wrong_url", message: `The server has no such API (status ${status}). Check the base URL.` };
}

/** The vendor's own sentence as the end of ours. */
function saying({ message }: UpstreamError): string {
  const text = message.replaceAll(/\s+/g, " ").trim().slice(0, 300);
  return text === "" ? "." : `: ${text}`;
}

/** What a request that got no answer means. */
export function findingOfFailure(error: unknown, timedOut: boolean): Finding {
  const code = errorCode(error);
  if (timedOut) return { verdict: "unreachable", message: "The server did not answer in time." };
  if (code === "ERR_URL_REFUSED") {
    const { reason } = error as { reason?: unknown };
    return reason === "unresolved"
      ? { verdict: "unreachable", message: "The host name cannot be resolved." }
      : { verdict: "wrong_url", message: "The base URL does not lead to the public internet." };
  }
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return { verdict: "unreachable", message: "The host name cannot be resolved." };
  }
  if (code === "ECONNREFUSED") return { verdict: "unreachable", message: "Nothing listens at this address." };
  if (/TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return {
      verdict: "unreachable",
      message: "No secure connection could be made: the server's certificate was not accepted.",
    };
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return { verdict: "unreachable", message: "The server did not answer in time." };
  return { verdict: "unreachable", message: "The connection failed before there was an answer." };
}

function errorCode(error: unknown): string {
  const { code, cause } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof code === "string") return code;
  return cause === undefined || cause === error ? "" : errorCode(cause);
}
