import type { Block } from "../../../canonical/blocks.ts";
import type { ChatRequest } from "../../../canonical/request.ts";
import { CATEGORIES, CATEGORY_FACTS, type Category } from "./categories.ts";
import { difficultyOf } from "./difficulty.ts";
import { languageOf } from "./language.ts";
import { outputTokensOf } from "./output-tokens.ts";
import { type Scan, scanText } from "./scan.ts";

/** What is read off a prompt, without a network and in microseconds. */
export interface PromptAnalysis {
  readonly category: Category;
  /** 0..1. */
  readonly difficulty: number;
  /** Tokens that the answer is expected to take. */
  readonly outputTokens: number;
  /** Characters of the last question. */
  readonly chars: number;
  /** ISO 639-1; `und`: not known. */
  readonly language: string;
  readonly hasCode: boolean;
  readonly tools: number;
  readonly turns: number;
  /** Tells the same question again. */
  readonly fingerprint: number;
}

/** Beginning and end of a question are read; what is between in longer ones is not. */
const HEAD_CHARS = 3_000;
const TAIL_CHARS = 1_000;
/** Words must speak this much for a kind before it is believed. */
const MIN_SCORE = 0.9;
const CHAT_CHARS = 40;

/** Reads a conversation's last question. Linear in what is read, which is bounded. */
export function analysePrompt(chat: ChatRequest, maxOutputTokens: number | undefined): PromptAnalysis {
  const { text, chars, turns, toolResults } = questionOf(chat);
  const scan = scanText(text);
  const tools = chat.tools?.length ?? 0;
  const hasCode = scan.fences > 0 || (scan.codeSigns > 8 && scan.codeSigns > text.length / 40);
  const category = categoryOf(scan, {
    chars,
    hasCode,
    toolResults,
    asJson: chat.responseFormat?.kind === "json-schema",
  });
  const effort = chat.reasoning?.effort;
  const facts = {
    chars,
    turns,
    tools,
    toolResults,
    thinksHard: effort === "high" || effort === "xhigh" || effort === "max",
  };
  return {
    category,
    difficulty: difficultyOf(CATEGORY_FACTS[category].difficulty, category, scan, facts),
    outputTokens: outputTokensOf(category, scan, { chars, maxOutputTokens, reasons: chat.reasoning !== undefined }),
    chars,
    language: languageOf(scan),
    hasCode,
    tools,
    turns,
    fingerprint: scan.fingerprint,
  };
}

interface Question {
  readonly text: string;
  readonly chars: number;
  /** Questions of the user so far. */
  readonly turns: number;
  readonly toolResults: boolean;
}

/** The last message of the user that has text; a turn of a tool loop belongs to the question before it. */
function questionOf({ messages }: ChatRequest): Question {
  let turns = 0;
  let toolResults = false;
  let found: { text: string; chars: number } | undefined;
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (message?.role !== "user") continue;
    const own = textOf(message.blocks);
    if (own.chars === 0) {
      if (found === undefined) toolResults ||= message.blocks.some(({ kind }) => kind === "tool-result");
      continue;
    }
    turns += 1;
    found ??= own;
    if (turns === MAX_TURNS) break;
  }
  return { ...(found ?? { text: "", chars: 0 }), turns, toolResults };
}

const MAX_TURNS = 50;

function textOf(blocks: readonly Block[]): { text: string; chars: number } {
  let text = "";
  let chars = 0;
  for (const block of blocks) {
    if (block.kind !== "text") continue;
    chars += block.text.length;
    text = text === "" ? clip(block.text) : clip(`${text}\n${clip(block.text)}`);
  }
  return { text, chars };
}

function clip(text: string): string {
  if (text.length <= HEAD_CHARS + TAIL_CHARS) return text;
  return `${text.slice(0, HEAD_CHARS)}\n${text.slice(-TAIL_CHARS)}`;
}

function categoryOf(
  scan: Scan,
  facts: { chars: number; hasCode: boolean; toolResults: boolean; asJson: boolean },
): Category {
  if (facts.toolResults) return "agentic";
  const { scores } = scan;
  if (facts.hasCode) add(scores, "coding", 2);
  if (facts.asJson) add(scores, "extraction", 1);
  if (scan.mathSigns > 3 && scan.mathSigns > scan.codeSigns) add(scores, "math", 1);
  if (scan.digits > 2 && scan.questions > 0 && scan.words > 12) add(scores, "math", 1);
  let best = 0;
  for (let i = 1; i < scores.length; i += 1) if ((scores[i] as number) > (scores[best] as number)) best = i;
  if ((scores[best] as number) < MIN_SCORE)
    return facts.chars < CHAT_CHARS && scan.questions === 0 ? "chat" : "knowledge";
  const category = CATEGORIES[best] as Category;
  // A greeting before a long question does not make it small talk.
  return category === "chat" && facts.chars > 4 * CHAT_CHARS ? "knowledge" : category;
}

function add(scores: Float64Array, category: Category, weight: number): void {
  const at = CATEGORIES.indexOf(category);
  scores[at] = (scores[at] as number) + weight;
}
