import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, ReasoningSetting } from "../../canonical/request.ts";
import type { Capability, Modality } from "../../catalog/types.ts";
import { capabilityBits, capabilityNames, modalityBits, modalityNames } from "./abilities.ts";
import type { Entry } from "./entry.ts";

/** What a model must be able to do to serve a request. */
export interface Needs {
  readonly promptTokens: number;
  /** What the answer may or will take. */
  readonly outputTokens: number;
  /** The bound that the caller set; 0: none. */
  readonly maxOutputTokens: number;
  /** Bits of `abilities.ts`. */
  readonly input: number;
  readonly capabilities: number;
}

const MODALITY: Partial<Record<Block["kind"], Modality>> = { image: "image", audio: "audio", document: "pdf" };

/** Reads a conversation's needs off its canonical form. */
export function needsOf(
  chat: ChatRequest,
  tokens: Pick<Needs, "promptTokens" | "outputTokens" | "maxOutputTokens">,
): Needs {
  const input = new Set<Modality>();
  for (const message of chat.messages) {
    for (const block of message.blocks) noteModality(input, block);
  }
  const capabilities = new Set<Capability>();
  if (chat.tools !== undefined && chat.tools.length > 0) capabilities.add("tools");
  if (chat.responseFormat?.kind === "json-schema") capabilities.add("json-schema");
  if (chat.reasoning !== undefined && wantsReasoning(chat.reasoning)) capabilities.add("reasoning");
  return { ...tokens, input: modalityBits(input), capabilities: capabilityBits(capabilities) };
}

function noteModality(input: Set<Modality>, block: Block): void {
  if (block.kind === "tool-result") {
    for (const inner of block.content) noteModality(input, inner);
    return;
  }
  // A document that is text needs no eyes.
  if (block.kind === "document" && block.source.kind === "text") return;
  const modality = MODALITY[block.kind];
  if (modality !== undefined) input.add(modality);
}

function wantsReasoning({ effort, budgetTokens, adaptive }: ReasoningSetting): boolean {
  if (adaptive === true) return false;
  return effort === undefined ? budgetTokens !== undefined && budgetTokens > 0 : effort !== "none";
}

/** What a candidate lacks, in words; undefined when nothing known of it speaks against it. */
export function lackOf(entry: Entry, needs: Needs): string | undefined {
  const context = needs.promptTokens + needs.outputTokens;
  if (entry.contextTokens < context) return `${context} tokens of context are needed, it has ${entry.contextTokens}`;
  if (entry.maxOutputTokens < needs.maxOutputTokens) {
    return `${needs.maxOutputTokens} tokens of output are asked for, it gives at most ${entry.maxOutputTokens}`;
  }
  const blind = needs.input & ~entry.input;
  if (blind !== 0) return `it takes no ${modalityNames(blind).join(", ")}`;
  const unable = needs.capabilities & ~entry.capabilities;
  return unable === 0 ? undefined : `it has no ${capabilityNames(unable).join(", ")}`;
}
