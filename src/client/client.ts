import { type Operations, ROUTES } from "./api.ts";

/** What a call of one operation takes: only what it has. */
export type Input<Name extends keyof Operations> = Given<"path", Operations[Name]["path"]> &
  Given<"query", Operations[Name]["query"]> &
  Given<"body", Operations[Name]["body"]>;

// In brackets, or the compiler would look at every member of every union apart.
type Given<Place extends string, Value> = [Value] extends [undefined]
  ? { readonly [Key in Place]?: undefined }
  : // Nothing has to be said where every parameter may be left out.
    object extends Value
    ? { readonly [Key in Place]?: Value }
    : { readonly [Key in Place]: Value };

export interface ClientOptions {
  /** Where the gateway is, such as `http://localhost:4001`. */
  readonly url: string;
  /** A session or an organization's token. */
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch;
}

/** A refusal of the API, or no answer at all (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

/** Calls operations by name; types are those of the API's own description. */
export interface Client {
  /** The answer's JSON. Throws {@link ApiError}. */
  call<Name extends keyof Operations>(name: Name, input?: Input<Name>): Promise<Operations[Name]["answer"]>;
}

/** Makes a client of the management API. */
export function createClient({ url, token, fetch: send = fetch }: ClientOptions): Client {
  return {
    async call(name, input = {} as never) {
      const [method, template] = ROUTES[name];
      const { path, query, body } = input as { path?: object; query?: object; body?: unknown };
      const target = new URL(fill(template, path ?? {}), url);
      for (const [key, value] of Object.entries(query ?? {})) {
        for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
          if (one !== undefined) target.searchParams.append(key, String(one));
        }
      }
      const headers: Record<string, string> = {};
      if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
      if (body !== undefined) headers["content-type"] = "application/json";
      return (await answerOf(() =>
        send(target, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
      )) as never;
    },
  };
}

function fill(template: string, path: object): string {
  const values = path as Readonly<Record<string, unknown>>;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

async function answerOf(ask: () => Promise<Response>): Promise<unknown> {
  let response: Response;
  try {
    response = await ask();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new ApiError(0, "unreachable", `The gateway does not answer: ${cause}`);
  }
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) return body;
  const { message, code } = (typeof body === "object" && body !== null ? body : {}) as {
    message?: string;
    code?: string;
  };
  throw new ApiError(response.status, code ?? "unknown", message ?? `The gateway answered ${response.status}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
