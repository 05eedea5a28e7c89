import type { MiddlewareHandler } from "hono";
import type { Role } from "../../store/sql/schema.ts";
import type { ManagementEnv } from "./types.ts";

/** Who may call a route, as its middleware says. */
export interface Declared {
  /** A role in the object's organization; a signed-in user of any; one with their own sign-in; or everybody. */
  readonly role: Role | "user" | "account" | "anyone";
  /** What lets an organization's token in. */
  readonly scope?: string | undefined;
  readonly usersOnly?: boolean | undefined;
  /** Who has the role nowhere gets an empty list. */
  readonly orNowhere?: boolean | undefined;
}

type Handler = MiddlewareHandler<ManagementEnv>;

const declarations = new WeakMap<object, Declared>();

/** Notes who a middleware lets through, for the API's description and its tests. */
export function declare(handler: Handler, declared: Declared): Handler {
  declarations.set(handler, declared);
  return handler;
}

/** What a route's middleware declares; null when none of it says who may call. */
export function declaredBy(middleware: unknown): Declared | null {
  for (const one of Array.isArray(middleware) ? (middleware as unknown[]) : [middleware]) {
    const found = typeof one === "function" ? declarations.get(one) : undefined;
    if (found !== undefined) return found;
  }
  return null;
}
