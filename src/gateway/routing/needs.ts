import type { Block } from "../../canonical/blocks.ts";
import type { Capability, Modality } from "../../catalog/types.ts";
import type { DecodedRequest } from "../exchange.ts";
import type { Candidate } from "../snapshot/view.ts";

/** What a model must be able to do to serve a request. */
export interface Needs {
  readonly contextTokens: number;
  readonly input: ReadonlySet<Modality>;
  readonly capabilities: ReadonlySet<Capability>;
}

const MODALITY: Partial<Record<Block["kind"], Modality>> = { image: "image", audio: "audio", document: "pdf" };

/** Reads a conversation's needs off its canonical form. */
export function needsOf(request: DecodedRequest): Needs {
  const chat = request.canonical();
  const input = new Set<Modality>();
  for (const message of chat.messages) {
    for (const block of message.blocks) {
      const modality = MODALITY[block.kind];
      if (modality !== undefined) input.add(modality);
    }
  }
  const capabilities = new Set<Capability>();
  if (chat.tools !== undefined && chat.tools.length > 0) capabilities.add("tools");
  if (chat.responseFormat?.kind === "json-schema") capabilities.add("json-schema");
  return { contextTokens: request.promptTokensEstimate + (request.maxOutputTokens ?? 0), input, capabilities };
}

/** True when nothing known of the candidate speaks against it; for a model outside the catalogue nothing is known. */
export function meets(candidate: Candidate, needs: Needs): boolean {
  const { hit } = candidate;
  if (hit === undefined) return true;
  const context = hit.offering.contextTokens ?? hit.model.contextTokens;
  if (context !== undefined && context < needs.contextTokens) return false;
  for (const modality of needs.input) if (!hit.model.input.includes(modality)) return false;
  for (const capability of needs.capabilities) if (!hit.model.capabilities.includes(capability)) return false;
  return true;
}
