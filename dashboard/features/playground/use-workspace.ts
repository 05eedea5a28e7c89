import { useSyncExternalStore } from "react";
import { Workspace, type WorkspaceState } from "./workspace.ts";

let workspaces = new Map<string, Workspace>();
let owner: string | null = null;

/** The conversation of a user in an organization. Whoever else signs in here finds none of it. */
export function workspaceOf(userId: string, organizationId: string): Workspace {
  if (owner !== userId) {
    for (const each of workspaces.values()) each.stop();
    workspaces = new Map();
    owner = userId;
  }
  const workspace = workspaces.get(organizationId) ?? new Workspace();
  workspaces.set(organizationId, workspace);
  return workspace;
}

/** The state of a conversation, as it changes. */
export function useWorkspace(workspace: Workspace): WorkspaceState {
  return useSyncExternalStore(workspace.subscribe, workspace.state);
}
