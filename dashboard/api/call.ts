import { type Operations, ROUTES } from "../../src/client/api.ts";
import type { Input } from "../../src/client/client.ts";
import { connection } from "./connection.ts";
import { ApiError } from "./error.ts";

export type OperationName = keyof Operations;
export type Answer<Name extends OperationName> = Operations[Name]["answer"];
export type { Input };

/**
 * Calls one operation of the management API by its name. The browser sends the session's cookie by itself; no script
 * ever holds the token. Throws {@link ApiError}, and what `fetch` throws for a signal that was aborted.
 */
export async function call<Name extends OperationName>(
  name: Name,
  input: Input<Name> = {} as Input<Name>,
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  const [method] = ROUTES[name];
  const { body } = input as { readonly body?: unknown };
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await connection.watch(
    fetch(urlOf(name, input), { method, ...sent, ...(signal === undefined ? {} : { signal }) }),
  );
  const answer = parsed(await connection.watch(response.text()));
  if (response.ok) return answer as Answer<Name>;
  throw refusalOf(response, answer);
}

/** What a member of a query can be. */
type Plain = string | number | boolean;

/** The address of an operation, for links that download. */
export function urlOf<Name extends OperationName>(name: Name, input: Input<Name>): string {
  const [, template] = ROUTES[name];
  const { path = {}, query = {} } = input as { path?: Record<string, string>; query?: Record<string, unknown> };
  const url = template.replace(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(path[member] ?? ""));
  const search = new URLSearchParams();
  for (const [member, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as Plain[]) : [value as Plain | undefined]) {
      if (one !== undefined) search.append(member, String(one));
    }
  }
  return search.size === 0 ? url : `${url}?${search}`;
}

function refusalOf(response: Response, answer: unknown): ApiError {
  const { message, code, param } = (typeof answer === "object" && answer !== null ? answer : {}) as {
    message?: string;
    code?: string;
    param?: string;
  };
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError({
    status: response.status,
    code: code ?? "unknown",
    message: message ?? `The gateway answered ${response.status}.`,
    param: param ?? null,
    retryAfterSeconds: Number.isFinite(wait) ? wait : null,
    requestId: response.headers.get("x-request-id"),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
