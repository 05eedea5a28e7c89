import { captureResponse, openaiResponses } from "../../dialects/openai-responses/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { expandRequest } from "../responses/expand-request.ts";
import { RESPONSE_TTL_MS, storedResponse, wantsStored } from "../responses/stored-response.ts";

/**
 * The OpenAI responses wire. State is the gateway's own, whoever answers: what a request refers to is put in its place,
 * and answers are kept unless the caller says `store: false`.
 */
export const responses: Endpoint = {
  path: "/v1/responses",
  operation: "chat",
  dialect: openaiResponses,
  chat: openaiResponses,
  complete: (body, caller, gateway) => expandRequest(body, caller.projectId, gateway.responses),
  keep,
};

/** An answer that cannot be kept is an answer all the same: its caller is told when it is referred to. */
async function keep({ request, caller, requestId }: Exchange, gateway: Gateway, text: string): Promise<void> {
  if (request === undefined || caller === undefined || !wantsStored(request.body)) return;
  const response = captureResponse(text);
  const record = response && storedResponse(request.body, response, gateway.clock.now());
  if (response === undefined || record === undefined) return;
  const expiresAtMs = record.createdAtMs + RESPONSE_TTL_MS;
  try {
    await gateway.responses.put(caller.projectId, String(response["id"]), record, expiresAtMs);
  } catch (error) {
    gateway.log.warn({ requestId, reason: String(error) }, "A response could not be stored.");
  }
}
