import type { Warning } from "../../canonical/warning.ts";
import { chatDialectById, dialectById } from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import { editMembers } from "../../framing/json-members.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import type { Endpoint } from "../endpoint.ts";
import type { DecodedRequest } from "../exchange.ts";
import type { Target } from "../routing/target.ts";
import { EXTENSION_FIELDS } from "../stages/extensions.ts";

export interface UpstreamBody {
  readonly bytes: Buffer;
  readonly warnings: readonly Warning[];
}

/** True when the target speaks the caller's wire, so that bytes go through in both directions. */
export function isSameWire(endpoint: Endpoint, target: Target): boolean {
  return endpoint.dialect.id === target.dialect;
}

/**
 * The body for one attempt. In the same wire it is the caller's own bytes with the model's name replaced and the
 * gateway's members taken out; otherwise it is translated, and what the other wire cannot say becomes a warning.
 */
export function upstreamBody(endpoint: Endpoint, request: DecodedRequest, target: Target): UpstreamBody {
  if (isSameWire(endpoint, target)) return { bytes: relayedBody(request, target), warnings: [] };
  const dialect = chatDialectById(target.dialect);
  if (dialect === undefined) throw fail("internal", { internal: `no translation to ${target.dialect}` });
  const { body, warnings } = dialect.encodeRequest(request.canonical(), target.encode);
  return { bytes: Buffer.from(JSON.stringify(body)), warnings };
}

function relayedBody(request: DecodedRequest, target: Target): Buffer {
  const { set, drop } = dialectById(target.dialect).relayEdits(request.body, target.encode);
  const gone = EXTENSION_FIELDS.filter((name) => name in request.body);
  const members: Record<string, string> = { model: target.nativeJson };
  for (const [name, value] of Object.entries(set)) members[name] = latin1OfText(value);
  const all = gone.length > 0 ? [...drop, ...gone] : drop;
  return Buffer.from(editMembers(request.text, request.scanned, members, all), "latin1");
}
