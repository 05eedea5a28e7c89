import { ApiError, type Client, createClient } from "../client/client.ts";
import type { Environment } from "../settings.ts";
import { UsageError } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import { openSessions, type Sessions } from "./sessions.ts";

/** Options of every command. */
export interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
}

/** What commands work with. */
export interface CliContext {
  readonly env: Environment;
  readonly url: string;
  readonly output: Output;
  readonly sessions: Sessions;
  /** A client with the token of LLM_GATEWAY_TOKEN or of the login; commands that need one say so without. */
  client(): Client;
  /** The same without a token. */
  anonymous(): Client;
}

const DEFAULT_URL = "http://localhost:4001";

/** Reads where the gateway is and who calls. */
export function createContext(env: Environment, options: GlobalOptions, write: Omit<Output, "json">): CliContext {
  const given = options.url ?? env["LLM_GATEWAY_URL"] ?? DEFAULT_URL;
  const url = originOf(given);
  const sessions = openSessions(env);
  return {
    env,
    url,
    output: { json: options.json === true, data: write.data, note: write.note },
    sessions,
    client() {
      const token = env["LLM_GATEWAY_TOKEN"] ?? sessions.get(url);
      if (token === undefined) {
        const message = `Not signed in at ${url}. Run 'llm-gateway login', or set LLM_GATEWAY_TOKEN.`;
        throw new ApiError(401, "unauthenticated", message);
      }
      return createClient({ url, token });
    },
    anonymous: () => createClient({ url }),
  };
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`'${text}' is not an http:// or https:// URL.`);
  }
  return url.origin;
}
