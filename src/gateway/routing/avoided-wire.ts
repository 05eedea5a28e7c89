import { effortOf } from "../../canonical/effort.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { DialectId } from "../../dialects/dialect.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { Endpoint } from "../endpoint.ts";
import type { DecodedRequest } from "../exchange.ts";
import type { Candidate } from "../snapshot/view.ts";

/**
 * The wire in which a model refuses this request though it can serve it in another: newer OpenAI models take tools on
 * chat completions at some reasoning efforts only, and their default is none of them. (OpenAI deployment checklist.)
 */
export function avoidedWire(endpoint: Endpoint, request: DecodedRequest, { hit }: Candidate): DialectId | undefined {
  const allowed = hit?.offering.toolEfforts;
  if (allowed === undefined || endpoint.chat === undefined) return undefined;
  const chat = canonicalOf(request);
  if (chat?.tools === undefined || chat.tools.length === 0) return undefined;
  const { reasoning } = chat;
  const effort = reasoning && effortOf(reasoning);
  return effort !== undefined && allowed.includes(effort) ? undefined : "openai-chat";
}

/** Undefined for what no other wire could say: then the caller's own is the one to try. */
function canonicalOf(request: DecodedRequest): ChatRequest | undefined {
  try {
    return request.canonical();
  } catch (error) {
    if (isGatewayError(error)) return undefined;
    throw error;
  }
}
