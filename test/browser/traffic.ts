import type { Gateway } from "../harness/gateway.ts";

const LOGGED_TRIES = 100;
const LOGGED_WAIT_MS = 50;

/** Calls a mock model with a key; gives the status, the body and the request's id. */
export async function callMock(
  gateway: Gateway,
  { key = gateway.apiKey, ...body }: { readonly key?: string; readonly model?: string; readonly mock?: object } = {},
): Promise<{ readonly status: number; readonly requestId: string; readonly text: string }> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "mock/priced", messages: [{ role: "user", content: "Hello!" }], ...body }),
  });
  const text = await response.text();
  return { status: response.status, requestId: response.headers.get("x-request-id") ?? "", text };
}

/** Waits until a request is in the log, which is written beside the traffic. */
export async function untilLogged(gateway: Gateway, requestId: string): Promise<void> {
  for (let tries = 0; tries < LOGGED_TRIES; tries += 1) {
    if ((await gateway.logs({ requestId })).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOGGED_WAIT_MS));
  }
  throw new Error(`${requestId} did not come into the log`);
}

const ASKED_TRIES = 100;
const ASKED_WAIT_MS = 100;

/** Calls a mock model until the answer has a status, as changes need a moment to reach the data plane; gives its body. */
export async function askUntil(gateway: Gateway, wanted: number, key: string): Promise<string> {
  let last = 0;
  for (let tries = 0; tries < ASKED_TRIES; tries += 1) {
    const { status, text } = await callMock(gateway, { key });
    if (status === wanted) return text;
    last = status;
    await new Promise((resolve) => setTimeout(resolve, ASKED_WAIT_MS));
  }
  throw new Error(`it went on answering ${last}, not ${wanted}`);
}
