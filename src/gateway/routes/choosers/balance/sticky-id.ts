import type { JsonObject } from "../../../../dialects/dialect.ts";
import { isObject, parseObject } from "../../../../dialects/read.ts";
import { sessionIdOf } from "../../../routing/sessions.ts";
import type { StickyBy } from "../balancing-rule.ts";
import type { Choosing } from "../chooser.ts";

/**
 * What a choice is the same for; undefined where the request does not say it. Of a user that is not named, a session is
 * the next best: it has one user.
 */
export function stickyId(by: StickyBy, { exchange, caller, request }: Choosing): string | undefined {
  if (by === "none") return undefined;
  if (by === "key") return `key ${caller.keyId}`;
  const user = by === "user" ? userIdOf(request.body) : undefined;
  if (user !== undefined) return `user ${user}`;
  const session = sessionIdOf(exchange.req.headers, request.body);
  return session === undefined ? undefined : `session ${session}`;
}

/** The user as the caller's wire names them. */
export function userIdOf(body: JsonObject): string | undefined {
  const { metadata } = body;
  const named = [body["safety_identifier"], body["user"], isObject(metadata) ? metadata["user_id"] : undefined];
  const id = named.find((one): one is string => typeof one === "string" && one !== "");
  return id === undefined ? undefined : withoutSession(id);
}

const SESSION = "_session_";

/** Claude Code names user and session in one: behind a mark, or as members of JSON text. */
function withoutSession(id: string): string {
  const mark = id.lastIndexOf(SESSION);
  if (mark > 0) return id.slice(0, mark);
  const members = id.startsWith("{") ? parseObject(id) : undefined;
  const user = members?.["account_uuid"] || members?.["device_id"];
  return typeof user === "string" ? user : id;
}
