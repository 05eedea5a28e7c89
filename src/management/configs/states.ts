import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { ConfigState } from "../../store/sql/tables/project-configs.ts";

export const CONFIG_STATES = ["DRAFT", "READY_TO_SERVE", "SERVED", "RETIRED"] as const satisfies readonly ConfigState[];

export const CONFIG_ACTIONS = [
  "update",
  "delete",
  "approve",
  "cancel-approval",
  "serve",
  "rollback",
  "unserve",
] as const;

/** What can be done to a configuration. */
export type ConfigAction = (typeof CONFIG_ACTIONS)[number];

/**
 * What can be done in each state. What was served is never edited again, so that a version says for ever what it was:
 * one that is no longer served is RETIRED and not a draft.
 */
const ALLOWED: Readonly<Record<ConfigState, readonly ConfigAction[]>> = {
  DRAFT: ["update", "delete", "approve"],
  READY_TO_SERVE: ["cancel-approval", "serve"],
  SERVED: ["unserve"],
  RETIRED: ["serve", "rollback"],
};

const HINTS: Readonly<Record<ConfigState, string>> = {
  DRAFT: "Approve it first.",
  READY_TO_SERVE: "To change it, cancel its approval.",
  SERVED: "It is live and read-only. To change what is served, create a new version.",
  RETIRED: "It was served and is read-only. Serve it again, or create a new version.",
};

/** What can be done to a configuration in this state. */
export function actionsIn(state: ConfigState): readonly ConfigAction[] {
  return ALLOWED[state];
}

/** Throws `conflict` that names what can be done instead. */
export function requireAction(
  action: ConfigAction,
  row: { readonly version: number; readonly state: ConfigState },
): void {
  if (!ALLOWED[row.state].includes(action)) throw wrongState(action, row);
}

function wrongState(
  action: ConfigAction,
  { version, state }: { readonly version: number; readonly state: ConfigState },
): GatewayError {
  const allowed = ALLOWED[state];
  return fail("conflict", {
    message: `Version ${version} is ${state}, which does not allow '${action}'. ${HINTS[state]}`,
    details: { state, allowed },
  });
}
