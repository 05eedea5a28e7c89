import { OpenAPIHono } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { declaredBy } from "./declared.ts";
import type { ManagementEnv } from "./types.ts";

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
      const problems = result.error.issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message }));
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

/** `["messages", 0, "content"]` as `messages[0].content`. */
function pathOf(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text;
}
