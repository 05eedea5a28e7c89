import { fail } from "../errors/gateway-error.ts";
import { GuardError, type GuardOptions, guardHost, hostName } from "./guard-host.ts";
import type { HostAddress } from "./resolve.ts";

const LENGTH_MAX = 2_048;

export interface PublicUrlOptions extends GuardOptions {
  /** The field that the URL came in, for the error. */
  readonly param: string;
}

/** A URL that a user gave and that may be called now. */
export interface PublicUrl {
  /** Normalised: no closing dot after the host. */
  readonly url: URL;
  /** Checked one by one; at least one. Names change their addresses: connections check again, see `guardedConnect`. */
  readonly addresses: readonly HostAddress[];
}

/**
 * Checks a URL that a user gave: https (or http where private addresses are allowed), no user name or password, and a
 * host whose every address is on the public internet. Throws `invalid_parameters` that says what is wrong.
 */
export async function assertPublicUrl(text: string, options: PublicUrlOptions): Promise<PublicUrl> {
  const url = readUrl(text, options);
  try {
    return { url, addresses: await guardHost(url.hostname, options) };
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    const help =
      error.reason === "unresolved"
        ? "Check its spelling."
        : "Private addresses can be called only where the operator has set ALLOW_PRIVATE_URLS.";
    throw refusal(options.param, `${error.message} ${help}`);
  }
}

function readUrl(text: string, { allowPrivate, param }: PublicUrlOptions): URL {
  const schemes = allowPrivate ? "http:// or https://" : "https://";
  if (text.length > LENGTH_MAX) throw refusal(param, `A URL has ${LENGTH_MAX} characters at most.`);
  // The URL parser drops or rewrites these silently, so that what is read is not what is called.
  if (/[\s\\\p{Cc}]/u.test(text)) throw refusal(param, "A URL holds no blanks, control characters or backslashes.");
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) throw refusal(param, `Expected a URL with ${schemes}.`);
  const url = new URL(text);
  if (url.protocol === "http:" && !allowPrivate) throw refusal(param, "The URL must begin with https://.");
  if (url.username !== "" || url.password !== "" || /^https?:\/\/[^/?#]*@/i.test(text)) {
    throw refusal(param, "A URL holds no user name or password. Send credentials in their own fields.");
  }
  url.hostname = hostName(url.hostname).includes(":") ? url.hostname : hostName(url.hostname);
  return url;
}

function refusal(param: string, sentence: string) {
  return fail("invalid_parameters", { message: `${param}: ${sentence}`, param });
}
