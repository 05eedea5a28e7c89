import { ApiError } from "../../client/client.ts";
import type { ConfigError } from "../../projects-config/config-error.ts";
import type { CliContext } from "../context.ts";

export type ConfigState = "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";

/** A version of a project's configuration, as far as commands look at it. */
export interface ConfigVersion {
  readonly id: string;
  readonly version: number;
  readonly state: ConfigState;
  readonly message: string | null;
  readonly checksum: string;
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

export type ConfigWithText = ConfigVersion & { readonly yaml: string };

/** A text that the gateway refused, with every error in it. */
export class RefusedTextError extends ApiError {
  readonly errors: readonly ConfigError[];

  constructor(message: string, errors: readonly ConfigError[]) {
    super(400, "invalid_parameters", message);
    this.errors = errors;
  }
}

/** The part of the management API that configurations are under. */
export interface ConfigsApi {
  /** Throws an {@link ApiError}, and a {@link RefusedTextError} for a text with errors. */
  ask<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer>;
  /** Every version of a project, newest first; without texts. */
  list(projectId: string, state?: ConfigState): Promise<readonly ConfigVersion[]>;
  read(configId: string): Promise<ConfigWithText>;
}

/** Opens the API as the one who is signed in. Throws an {@link ApiError} when nobody is. */
export function openConfigs(context: CliContext, send: typeof fetch = fetch): ConfigsApi {
  // Only to be told when there is no token.
  context.client();
  const { env, sessions, url } = context;
  const token = env["LLM_GATEWAY_TOKEN"] ?? sessions.get(url) ?? "";
  const ask: ConfigsApi["ask"] = async (method, path, body) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const response = await reach(() =>
      send(new URL(`/api/v1${path}`, url), {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const said = parsed(await response.text());
    if (!response.ok) throw refusal(response.status, said);
    return said as never;
  };
  return {
    ask,
    list: async (projectId, state) => {
      const all: ConfigVersion[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const query = new URLSearchParams({ limit: "200" });
        if (state !== undefined) query.set("state", state);
        if (cursor !== "") query.set("cursor", cursor);
        const page: { configs: ConfigVersion[]; nextCursor: string | null } = await ask(
          "GET",
          `/projects/${encodeURIComponent(projectId)}/configs?${query.toString()}`,
        );
        all.push(...page.configs);
        cursor = page.nextCursor;
      }
      return all;
    },
    read: async (configId) => {
      const path = `/configs/${encodeURIComponent(configId)}`;
      return (await ask<{ config: ConfigWithText }>("GET", path)).config;
    },
  };
}

async function reach(call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new ApiError(0, "unreachable", `The gateway does not answer: ${cause}`);
  }
}

function refusal(status: number, said: unknown): ApiError {
  const body = (typeof said === "object" && said !== null ? said : {}) as Readonly<Record<string, unknown>>;
  const message = typeof body["message"] === "string" ? body["message"] : `The gateway answered ${status}.`;
  const code = typeof body["code"] === "string" ? body["code"] : "unknown";
  const { details } = body as { readonly details?: unknown };
  const isText = status === 400 && Array.isArray(details) && details.length > 0 && details.every(isConfigError);
  return isText ? new RefusedTextError(message, details) : new ApiError(status, code, message);
}

function isConfigError(one: unknown): one is ConfigError {
  const { line, column, message } = (one ?? {}) as Readonly<Record<string, unknown>>;
  return typeof line === "number" && typeof column === "number" && typeof message === "string";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
