import type { Warning } from "../../canonical/warning.ts";
import { chatDialectById, dialectById } from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import { editMembers, findMember, MAX_JSON_DEPTH, scanMembers } from "../../framing/json-members.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
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
  if (isSameWire(endpoint, target)) return { bytes: relayedBodyOrRefusal(request, target), warnings: [] };
  const dialect = chatDialectById(target.dialect);
  if (dialect === undefined) throw fail("internal", { internal: `no translation to ${target.dialect}` });
  const { body, warnings } = dialect.encodeRequest(request.canonical(), target.encode);
  return { bytes: Buffer.from(JSON.stringify(body)), warnings };
}

function relayedBodyOrRefusal(request: DecodedRequest, target: Target): Buffer {
  try {
    return relayedBody(request, target);
  } catch (error) {
    // What is written anew is walked, and the walk of a bottomless member ends here.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function tooDeep(): Error {
  return fail("invalid_json", { message: `The request body is nested deeper than ${MAX_JSON_DEPTH} levels.` });
}

function relayedBody(request: DecodedRequest, target: Target): Buffer {
  const { set, drop } = dialectById(target.dialect).relayEdits(request.body, target.encode);
  const members = Object.entries(set);
  const dropped = [...drop, ...EXTENSION_FIELDS].filter((name) => name in request.body);
  if (dropped.length === 0 && members.every(([name]) => !(name in request.body))) {
    const spliced = splicedBody(request, target, members);
    if (spliced !== undefined) return spliced;
  }
  const scanned = scanMembers(request.text);
  if (scanned === null) throw tooDeep();
  const all: Record<string, string> = { model: target.nativeJson };
  for (const [name, value] of members) all[name] = latin1OfText(value);
  return Buffer.from(editMembers(request.text, scanned, all, dropped), "latin1");
}

/**
 * The usual case: only the model's name changes and new members come at the end, so that the rest of a long body is
 * copied once and never looked at. Undefined when a second member of that name may follow.
 */
function splicedBody(request: DecodedRequest, target: Target, added: readonly (readonly [string, string])[]): Buffer | undefined {
  const { bytes, text } = request;
  const member = findMember(text, "model");
  if (member === null || JSON.parse(textOfLatin1(text.slice(member.valueStart, member.valueEnd))) !== request.model) return undefined;
  // Searched from its rare letter on: searching for a text that begins with a quote is five times as slow.
  if (text.includes('model"', member.valueEnd)) return undefined;
  const parts = [bytes.subarray(0, member.valueStart), Buffer.from(target.nativeJson), bytes.subarray(member.valueEnd)];
  if (added.length > 0) {
    const end = text.lastIndexOf("}");
    const members = added.map(([name, value]) => `,${JSON.stringify(name)}:${value}`).join("");
    parts[2] = bytes.subarray(member.valueEnd, end);
    parts.push(Buffer.from(`${members}}`));
  }
  return Buffer.concat(parts);
}
