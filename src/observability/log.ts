import { pino, type Logger } from "pino";

/** Spellings of secrets, wherever they turn up: our keys, vendors' keys, bearer tokens, passwords in URLs. */
const SECRETS =
  /\b(?:llm_gw_(?:prod|dev)_|sk-(?:ant-|proj-|or-)?|gsk_|xai-|pplx-|fw_|csk-|nvapi-|AIza)[A-Za-z0-9_-]{6,}|(?<=Bearer\s)[\w.~+/-]{8,}=*|(?<=:\/\/[^:/\s]{1,64}:)[^@/\s]{1,256}(?=@)/g;

/** Masks everything in a text that looks like a secret. */
export function scrub(text: string): string {
  return text.replace(SECRETS, (secret) => `${secret.slice(0, 4)}…[masked]`);
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
