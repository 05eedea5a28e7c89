import type { CallerKey } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import type { RemoteCalls } from "./remote/check-remotely.ts";
import type { Ask } from "./remote/judge.ts";

interface ChatAnswer {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown }; readonly finish_reason?: unknown }[];
}

/** How guardrails ask models, through this gateway and at the caller's expense, and services. */
export function remoteCalls(gateway: Gateway, caller: CallerKey): RemoteCalls {
  const ask: Ask = async (model, messages, { temperature, maxTokens, timeoutMs }) => {
    const body = { model, messages, temperature, max_tokens: maxTokens };
    const answer = await gateway.callInside(caller, {
      path: "/v1/chat/completions",
      body,
      source: "guardrail",
      timeoutMs,
    });
    const [choice] = (answer.json as ChatAnswer | null)?.choices ?? [];
    const text = choice?.message?.content;
    if (answer.status !== 200 || typeof text !== "string") throw new Error(`the judge answered ${answer.status}`);
    return { text, truncated: choice?.finish_reason === "length" };
  };
  return { ask, post: gateway.post };
}
