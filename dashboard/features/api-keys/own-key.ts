import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ApiKeyWithSecret } from "../../../src/client/api.ts";
import { call, urlOf } from "../../api/call.ts";
import { useMe } from "../../api/identity.ts";
import { readAnew } from "../../api/query.ts";

const LIFE_MS = 60 * 60_000;
const ONCE_MS = 10 * 60_000;
/** No request begins with a key that ends before it is answered. */
const MARGIN_MS = 10 * 60_000;

const DESCRIPTION_MAX = 255;

export interface OwnKey {
  /** The secret; an earlier one while it lasts. */
  get(): Promise<string>;
  /** The next one is made anew: this one was refused. */
  forget(): void;
}

/**
 * An ordinary API key of the project, made when it is first needed, ending by itself within the hour and removed when
 * the tab goes. It is held with the answers of queries, so it is gone from here with the session too; nothing is stored.
 */
export function useOwnKey(projectId: string): OwnKey {
  const client = useQueryClient();
  const { user } = useMe();
  const get = useCallback(
    () => secretFor(client, projectId, `Playground of ${user.name}`.slice(0, DESCRIPTION_MAX)),
    [client, projectId, user.name],
  );
  const forget = useCallback(() => client.removeQueries({ queryKey: keyOf(projectId) }), [client, projectId]);
  return { get, forget };
}

function keyOf(projectId: string) {
  return ["postApiKeys", { body: { projectId } }] as const;
}

async function secretFor(client: QueryClient, projectId: string, description: string): Promise<string> {
  removeWithTab(client);
  const { key } = await client.fetchQuery<ApiKeyWithSecret>({
    queryKey: keyOf(projectId),
    queryFn: async () => {
      const made = await make(projectId, description, LIFE_MS);
      void readAnew(client, ["getApiKeys"]);
      return made;
    },
    staleTime: LIFE_MS - MARGIN_MS,
    gcTime: LIFE_MS,
    retry: false,
  });
  return key;
}

/**
 * The same for one question alone: the key is removed as soon as the answer is there. Should the page be closed in
 * between, it ends by itself.
 */
export async function withKeyForOnce<Answer>(
  projectId: string,
  description: string,
  ask: (key: string) => Promise<Answer>,
): Promise<Answer> {
  const made = await make(projectId, description, ONCE_MS);
  try {
    return await ask(made.key);
  } finally {
    // Should that fail, the answer is none the worse for it, and the key ends soon.
    await call("deleteApiKeysById", { path: { id: made.apiKey.id } }).catch(() => undefined);
  }
}

async function make(projectId: string, description: string, lifeMs: number): Promise<ApiKeyWithSecret> {
  const expiresAt = new Date(Date.now() + lifeMs).toISOString();
  return await call("postApiKeys", { body: { projectId, description, environment: "development", expiresAt } });
}

const watched = new WeakSet<QueryClient>();

function removeWithTab(client: QueryClient): void {
  if (watched.has(client)) return;
  watched.add(client);
  globalThis.addEventListener("pagehide", (event) => {
    // It may come back as it is.
    if (event.persisted) return;
    for (const [, made] of client.getQueriesData<ApiKeyWithSecret>({ queryKey: ["postApiKeys"] })) {
      if (made === undefined) continue;
      const url = urlOf("deleteApiKeysById", { path: { id: made.apiKey.id } });
      void fetch(url, { method: "DELETE", keepalive: true }).catch(() => undefined);
    }
  });
}
