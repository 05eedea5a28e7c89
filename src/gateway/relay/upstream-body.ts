import { randomUUID } from "node:crypto";
import type { Warning } from "../../canonical/warning.ts";
import type { FormPart, JsonObject } from "../../dialects/dialect.ts";
import {
  chatDialectById,
  inboundDialectById,
  operationCallerById,
  operationProviderById,
} from "../../dialects/registry.ts";
import { fail } from "../../errors/gateway-error.ts";
import { editMembers, findMember, MAX_JSON_DEPTH, scanMembers } from "../../framing/json-members.ts";
import { latin1OfBytes, latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import type { Endpoint } from "../endpoint.ts";
import type { DecodedRequest } from "../exchange.ts";
import { ownMembers, ownParts } from "../routes/terms/own-members.ts";
import type { Target } from "../routing/target.ts";
import { EXTENSION_FIELDS } from "../stages/extensions.ts";
import { writeForm } from "../stages/read-form.ts";

export interface UpstreamBody {
  readonly bytes: Buffer;
  /** Absent: JSON. */
  readonly contentType?: string;
  readonly warnings: readonly Warning[];
}

/** True when the target speaks the caller's wire, so that bytes go through in both directions. */
export function isSameWire(endpoint: Endpoint, target: Target): boolean {
  return endpoint.dialect.id === target.dialect;
}

/**
 * The body for one attempt. In the same wire it is the caller's own bytes with the model's name replaced and the
 * gateway's members taken out; otherwise it is translated, and what the other wire cannot say becomes a warning. What a
 * configuration says to the provider in its own words is put in where the body does not say it.
 */
export function upstreamBody(endpoint: Endpoint, request: DecodedRequest, target: Target): UpstreamBody {
  if (isSameWire(endpoint, target) && request.rewritten !== true) {
    if (request.form !== undefined) return { ...relayedForm(endpoint, request, request.form, target), warnings: [] };
    return { bytes: relayedBodyOrRefusal(endpoint, request, target), warnings: [] };
  }
  const chat = chatDialectById(target.dialect);
  if (chat !== undefined) {
    const { body, warnings } = chat.encodeRequest(request.canonical(), target.encode);
    return { bytes: jsonBytes(withOwn(endpoint, target, body)), warnings };
  }
  return translatedBody(endpoint, request, target);
}

/** Through the canonical form of an operation that is no conversation. */
function translatedBody(endpoint: Endpoint, request: DecodedRequest, target: Target): UpstreamBody {
  const from = operationCallerById(endpoint.dialect.id);
  const to = operationProviderById(target.dialect);
  if (from === undefined || to === undefined) {
    throw fail("internal", { internal: `no translation from ${endpoint.dialect.id} to ${target.dialect}` });
  }
  const { body, warnings } = to.encodeRequest(from.decodeRequest(request.body), target.encode);
  if ("json" in body) return { bytes: jsonBytes(withOwn(endpoint, target, body.json)), warnings };
  const own = ownParts(endpoint.operation, target, body.form);
  return { ...writeForm([...body.form, ...own], randomUUID()), warnings };
}

function withOwn({ operation }: Endpoint, target: Target, body: JsonObject): JsonObject {
  return target.terms === undefined ? body : { ...body, ...ownMembers(operation, target, body) };
}

function jsonBytes(body: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(body));
}

function relayedForm(endpoint: Endpoint, request: DecodedRequest, form: readonly FormPart[], target: Target) {
  const { set, drop } = inboundDialectById(target.dialect).relayEdits(request.body, target.encode);
  const left = new Set<string>([...drop, ...EXTENSION_FIELDS, ...Object.keys(set)]);
  const parts = form.filter(({ name }) => name !== "model" && !left.has(name));
  const added = Object.entries(set).map(([name, json]) => ({ name, value: textOfMember(json) }));
  const own = ownParts(endpoint.operation, target, [...form, ...added]);
  return writeForm([{ name: "model", value: target.nativeModel }, ...parts, ...added, ...own], randomUUID());
}

/** In a form, a string stands without its quotes. */
function textOfMember(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : json;
}

const HEAD_BYTES = 1_024;
const CLOSE_BRACE = 125;

function relayedBodyOrRefusal(endpoint: Endpoint, request: DecodedRequest, target: Target): Buffer {
  try {
    return relayedBody(endpoint, request, target);
  } catch (error) {
    // What is written anew is walked, and the walk of a bottomless member ends here.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function tooDeep(): Error {
  return fail("invalid_json", { message: `The request body is nested deeper than ${MAX_JSON_DEPTH} levels.` });
}

function relayedBody({ operation }: Endpoint, request: DecodedRequest, target: Target): Buffer {
  const { set, drop } = inboundDialectById(target.dialect).relayEdits(request.body, target.encode);
  const members = Object.entries(set);
  if (target.terms !== undefined) {
    for (const [name, value] of Object.entries(ownMembers(operation, target, request.body))) {
      if (!(name in set) && !drop.includes(name)) members.push([name, JSON.stringify(value)]);
    }
  }
  const dropped = [...drop, ...EXTENSION_FIELDS].filter((name) => name in request.body);
  const namesModel = request.modelInBody && !drop.includes("model");
  if (namesModel && dropped.length === 0 && members.every(([name]) => !(name in request.body))) {
    const spliced = splicedBody(request, target, members);
    if (spliced !== undefined) return spliced;
  }
  if (!request.modelInBody && dropped.length === 0 && members.length === 0) return request.bytes;
  const text = request.text();
  const scanned = scanMembers(text);
  if (scanned === null) throw tooDeep();
  const all: Record<string, string> = namesModel ? { model: target.nativeJson } : {};
  for (const [name, value] of members) all[name] = latin1OfText(value);
  return Buffer.from(editMembers(text, scanned, all, dropped), "latin1");
}

/**
 * The usual case: only the model's name changes and new members come at the end, so that the rest of a long body is
 * copied once and never looked at. Undefined when a second member of that name may follow.
 */
function splicedBody(
  request: DecodedRequest,
  target: Target,
  added: readonly (readonly [string, string])[],
): Buffer | undefined {
  const { bytes, json } = request;
  // Most clients say the model first: then no more than the beginning is looked at.
  const start = latin1OfBytes(bytes.subarray(0, HEAD_BYTES));
  const member = findMember(start, "model") ?? findMember(request.text(), "model");
  if (member === null) return undefined;
  const value = latin1OfBytes(bytes.subarray(member.valueStart, member.valueEnd));
  if (JSON.parse(textOfLatin1(value)) !== request.model) return undefined;
  // Searched from its first letter on: searching for a text that begins with a quote is five times as slow.
  if (json.includes('model"', json.indexOf('model"') + 1)) return undefined;
  const parts = [bytes.subarray(0, member.valueStart), Buffer.from(target.nativeJson), bytes.subarray(member.valueEnd)];
  if (added.length > 0) {
    const end = bytes.lastIndexOf(CLOSE_BRACE);
    const members = added.map(([name, value]) => `,${JSON.stringify(name)}:${value}`).join("");
    parts[2] = bytes.subarray(member.valueEnd, end);
    parts.push(Buffer.from(`${members}}`));
  }
  return Buffer.concat(parts);
}
