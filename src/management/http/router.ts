import { OpenAPIHono } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { declaredBy } from "./declared.ts";
import type { ManagementEnv } from "./types.ts";

/** Unknown fields that an answer names, and how much of a name. */
const UNKNOWN_MAX = 20;
const UNKNOWN_NAME_MAX = 64;

/** Part of the management API: one resource's routes. */
export type Router = OpenAPIHono<ManagementEnv>;

/**
 * An empty router on which invalid input is `invalid_parameters` naming the first bad field, and all in details. Each
 * route's description says who may call it, as its middleware does.
 */
export function newRouter(): Router {
  const router = new OpenAPIHono<ManagementEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const problems = result.error.issues.flatMap(problemsOf);
      const [first] = problems;
      const param = first?.path || result.target;
      throw fail("invalid_parameters", {
        message: `${param}: ${first?.message ?? "invalid"}`,
        param,
        details: problems,
      });
    },
  });
  const register = router.openapi;
  router.openapi = ((route, ...handlers) =>
    register({ ...route, ...access(route) }, ...handlers)) as typeof router.openapi;
  return router;
}

/** A route without a declaration is open to all; the API's tests list those, so that none is by mistake. */
function access(route: object): object {
  const declared = declaredBy("middleware" in route ? route.middleware : undefined);
  const { role, scope, usersOnly, orNowhere } = declared ?? { role: "anyone" };
  return {
    "x-role": role,
    ...(scope === undefined ? {} : { "x-scope": scope }),
    ...(usersOnly === true ? { "x-users-only": true } : {}),
    ...(orNowhere === true ? { "x-empty-for-others": true } : {}),
  };
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** A field that is not known is named itself, not what it stands in. */
function problemsOf({ code, path, message, keys }: Issue): readonly { path: string; message: string }[] {
  if (code !== "unrecognized_keys" || keys === undefined) return [{ path: pathOf(path), message }];
  return keys.slice(0, UNKNOWN_MAX).map((key) => {
    const name = key.slice(0, UNKNOWN_NAME_MAX);
    return { path: pathOf([...path, name]), message: "is not a field of this request, or cannot be set here" };
  });
}

/** `["messages", 0, "content"]` as `messages[0].content`. */
function pathOf(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text;
}
