import { type Logger, pino } from "pino";

/** Where a key may begin: not inside a word, but right after an escape of a JSON string (`\\n`, `\\u0009`). */
const START = /(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9a-fA-F]{4}))/.source;
/** What a bearer scheme is followed by. */
const BEARER = /(?<=[Bb][Ee][Aa][Rr][Ee][Rr][ \t]{1,4})[\w.~+/:|-]{8,}=*/.source;
/** What stands between the colon and the `@` of a URL's user; some have no user name. */
const PASSWORD = /(?<=:\/\/[^:/@\s]{0,64}:)[^/\s"]{1,256}(?=@)/.source;
/** Prefixes by which we and the vendors mark keys; only these are shown. */
const PREFIX =
  /llm_gw_(?:prod|dev|org|ses|inv|rst)_|sk-(?:ant-|proj-|svcacct-|or-)?|gsk_|xai-|pplx-|fw_|csk-|nvapi-|AIza|tgp_v1_/
    .source;
const SECRETS = new RegExp(`${BEARER}|${PASSWORD}|${START}(?<prefix>${PREFIX})[A-Za-z0-9_-]{6,}`, "g");

/** Masks everything in a text that looks like a secret: our keys, vendors' keys, bearer tokens, passwords in URLs. */
export function scrub(text: string): string {
  return text.replace(SECRETS, (_secret, prefix: string | undefined) => `${prefix ?? ""}…[masked]`);
}

/** The process's log: one JSON line an event on standard output, every line scrubbed of secrets. */
export function createLog(level: string): Logger {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 0 });
  return pino(
    {
      level,
      base: null,
      redact: { paths: ["*.authorization", "*.password", "*.apiKey", "headers"], censor: "[masked]" },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => void destination.write(scrub(line)) },
  );
}
