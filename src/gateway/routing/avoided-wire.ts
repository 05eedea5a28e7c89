import { effortOf } from "../../canonical/effort.ts";
import type { DialectId } from "../../dialects/dialect.ts";
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
  const { tools = [], reasoning } = request.canonical();
  if (tools.length === 0) return undefined;
  const effort = reasoning && effortOf(reasoning);
  return effort !== undefined && allowed.includes(effort) ? undefined : "openai-chat";
}
