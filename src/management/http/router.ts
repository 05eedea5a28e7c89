import { OpenAPIHono } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import type { ManagementEnv } from "./types.ts";

/** Part of the management API: one resource's routes. */
export type Router = OpenAPIHono<ManagementEnv>;

/** An empty router on which invalid input is `invalid_parameters` naming the first bad field, and all in details. */
export function newRouter(): Router {
  return new OpenAPIHono<ManagementEnv>({
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
