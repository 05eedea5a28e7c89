import type { ChatRequest } from "../../canonical/request.ts";
import type { Endpoint } from "../endpoint.ts";
import type { DecodedRequest, RoutingHints } from "../exchange.ts";
import { type Needs, needsOf } from "./needs.ts";
import { analysePrompt, type PromptAnalysis } from "./prompt/analysis.ts";

/** Output that is expected when nothing better is known. */
const OUTPUT_TOKENS_GUESS = 256;
const CHARS_PER_TOKEN = 4;
/** What vendors count for a usual picture. */
const TOKENS_PER_MEDIUM = 1_000;

/** What planning knows of a request. Reading a conversation costs something, so it is done when first asked for. */
export interface RequestFacts {
  readonly model: string;
  readonly asked: Pick<Endpoint, "operation" | "dialect">;
  readonly stream: boolean;
  readonly hints: RoutingHints;
  readonly fallbackChain: readonly string[];
  readonly noFallback: boolean;
  /** By the size of the body. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Names the caller's session; undefined: none. */
  readonly session: string | undefined;
  readonly organizationId: string;
  /** Undefined where nobody converses. */
  needs(): Needs | undefined;
  analysis(): PromptAnalysis | undefined;
}

/** The facts of a request. */
export function factsOf(
  { operation, dialect, chat }: Endpoint,
  request: DecodedRequest,
  caller: { readonly organizationId: string; readonly session: string | undefined },
): RequestFacts {
  const { maxOutputTokens } = request;
  const isChat = operation === "chat" && chat !== undefined;
  const analysis = once(() => (isChat ? analysePrompt(request.canonical(), maxOutputTokens) : undefined));
  return {
    model: request.model,
    asked: { operation, dialect },
    stream: request.stream,
    hints: request.hints,
    fallbackChain: request.fallbackChain,
    noFallback: request.noFallback,
    promptTokens: request.promptTokensEstimate,
    outputTokens: Math.min(maxOutputTokens ?? OUTPUT_TOKENS_GUESS, OUTPUT_TOKENS_GUESS),
    session: caller.session,
    organizationId: caller.organizationId,
    analysis,
    needs: once(() => {
      if (!isChat) return undefined;
      const canonical = request.canonical();
      return needsOf(canonical, {
        promptTokens: tokensOf(canonical) ?? request.promptTokensEstimate,
        outputTokens: maxOutputTokens ?? analysis()?.outputTokens ?? 0,
        maxOutputTokens: maxOutputTokens ?? 0,
      });
    }),
  };
}

/** Tokens of a conversation with pictures or sounds in its body, whose bytes are no text; undefined for others. */
function tokensOf({ messages, tools }: ChatRequest): number | undefined {
  let chars = 0;
  let media = 0;
  for (const { blocks } of messages) {
    for (const block of blocks) {
      if (block.kind === "text" || block.kind === "reasoning" || block.kind === "refusal") chars += block.text.length;
      else if (block.kind === "tool-call") chars += block.arguments.length;
      else if (block.kind === "tool-result") {
        for (const inner of block.content) {
          if (inner.kind === "text") chars += inner.text.length;
          else media += 1;
        }
      } else media += 1;
    }
  }
  if (media === 0) return undefined;
  const toolChars = tools === undefined || tools.length === 0 ? 0 : JSON.stringify(tools).length;
  return Math.ceil((chars + toolChars) / CHARS_PER_TOKEN) + media * TOKENS_PER_MEDIUM;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
