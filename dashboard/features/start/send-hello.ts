import { HELLO } from "./snippets.ts";

/** Makes the snippets' request from this page; says what was wrong, null for nothing. */
export async function sendHello(key: string, model: string): Promise<string | null> {
  try {
    const response = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ model, messages: [{ role: "user", content: HELLO }] }),
      credentials: "omit",
    });
    if (response.ok) return null;
    const body = (await response.json().catch(() => null)) as { readonly message?: string } | null;
    return `${response.status}: ${body?.message ?? "The gateway refused it."}`;
  } catch {
    return "The gateway does not answer.";
  }
}
