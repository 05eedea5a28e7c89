import { expect } from "vitest";
import type { ApiKeyView } from "../../api-keys/schema.ts";
import type { SettingsView } from "../../settings/schema.ts";
import type { Call, Harness } from "../../testing/harness.ts";
import type { ProjectView } from "../schema.ts";

/** What the routes under test answer, good or bad. */
export interface Said {
  readonly status: number;
  readonly error: boolean;
  readonly code: string;
  readonly param: string;
  readonly message: string;
  readonly details: readonly { readonly path: string; readonly message: string }[];
  readonly success: boolean;
  readonly project: ProjectView;
  readonly projects: readonly ProjectView[];
  readonly apiKey: ApiKeyView;
  readonly apiKeys: readonly ApiKeyView[];
  readonly key: string;
  readonly previousValidUntil: string;
  readonly settings: SettingsView;
  readonly nextCursor: string | null;
}

/** Calls of one caller. */
export interface Talk {
  send(path: string, call?: Omit<Call, "token">): Promise<{ readonly status: number; readonly body: Said }>;
  /** The body of an answer that must have this status. */
  get(path: string, status?: number): Promise<Said>;
  post(path: string, body: unknown, status?: number): Promise<Said>;
  patch(path: string, body: unknown, status?: number): Promise<Said>;
  remove(path: string, status?: number): Promise<Said>;
}

/** Talks to the API with one session. */
export function talkAs(api: Harness, token: string): Talk {
  const send: Talk["send"] = async (path, call = {}) => {
    const { status, body } = await api.call<Said>(path, { ...call, token });
    return { status, body };
  };
  const say = async (path: string, call: Omit<Call, "token">, status: number): Promise<Said> => {
    const answer = await send(path, call);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    return answer.body;
  };
  return {
    send,
    get: (path, status = 200) => say(path, {}, status),
    post: (path, body, status = 201) => say(path, { method: "POST", ...(body === undefined ? {} : { body }) }, status),
    patch: (path, body, status = 200) => say(path, { method: "PATCH", body }, status),
    remove: (path, status = 200) => say(path, { method: "DELETE" }, status),
  };
}

/** The newest events of the first organization's audit log. */
export async function auditOf(api: Harness, count: number) {
  const rows = await api.store.db
    .selectFrom("audit_events")
    .where("chain", "=", api.first.organizationId)
    .where("action", "<>", "access.denied")
    .orderBy("seq", "desc")
    .limit(count)
    .selectAll()
    .execute();
  return rows.map(({ action, outcome, actor_label, target_kind, target_id, before, after }) => ({
    action,
    outcome,
    actor: actor_label,
    target: `${target_kind} ${target_id}`,
    before: before === null ? null : (JSON.parse(before) as Record<string, unknown>),
    after: after === null ? null : (JSON.parse(after) as Record<string, unknown>),
  }));
}
