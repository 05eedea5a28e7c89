import { call } from "../../api/call.ts";
import { ApiError } from "../../api/error.ts";

const LIFE_MS = 10 * 60_000;

/**
 * Calls the LLM API as a project's key would: with an ordinary key that is made for it, and revoked as soon as the answer
 * is there. Should this page be closed in between, the key ends by itself. Throws {@link ApiError}.
 */
export async function callWithTrialKey(projectId: string, path: string, body: object): Promise<unknown> {
  const made = await call("postApiKeys", {
    body: {
      projectId,
      environment: "development",
      description: "Dry run of the dashboard",
      expiresAt: new Date(Date.now() + LIFE_MS).toISOString(),
    },
  });
  try {
    return await post(path, body, made.key);
  } finally {
    // Should that fail, the answer is none the worse for it, and the key ends soon.
    await call("deleteApiKeysById", { path: { id: made.apiKey.id } }).catch(() => undefined);
  }
}

async function post(path: string, body: object, key: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      // The session has no part in it.
      credentials: "omit",
    });
  } catch {
    throw new ApiError({ status: 0, code: "unreachable", message: "The gateway does not answer." });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const { error } = (answer ?? {}) as { readonly error?: { readonly message?: string; readonly code?: string } };
  throw new ApiError({
    status: response.status,
    code: error?.code ?? "unknown",
    message: error?.message ?? `The gateway answered ${response.status}.`,
    requestId: response.headers.get("x-request-id"),
  });
}
