import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../settings.ts";

/** Tokens of `llm-gateway login`, one for each gateway. */
export interface Sessions {
  readonly file: string;
  get(url: string): string | undefined;
  set(url: string, token: string): void;
  remove(url: string): void;
}

/** Opens the file of sessions: `llm-gateway/sessions.json` in the user's configuration folder, for them alone. */
export function openSessions(env: Environment): Sessions {
  const folder = env["XDG_CONFIG_HOME"] ?? join(env["HOME"] ?? homedir(), ".config");
  const file = join(folder, "llm-gateway", "sessions.json");
  const read = (): Record<string, string> => {
    try {
      const content: unknown = JSON.parse(readFileSync(file, "utf8"));
      return typeof content === "object" && content !== null ? (content as Record<string, string>) : {};
    } catch {
      return {};
    }
  };
  const write = (all: Record<string, string>): void => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, file);
  };
  return {
    file,
    get: (url) => {
      const token = read()[url];
      return typeof token === "string" ? token : undefined;
    },
    set: (url, token) => write({ ...read(), [url]: token }),
    remove: (url) => {
      const { [url]: _gone, ...rest } = read();
      write(rest);
    },
  };
}
