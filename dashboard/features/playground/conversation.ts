/** A call of a tool that a model asked for. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it, which may be wrong. */
  readonly arguments: string;
}

/** What the gateway or the network said instead of an answer, or in the middle of one. */
export interface Failure {
  /** HTTP status; 0 when no answer came, or none that can be read. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

/** Figures of a request, from its receipt. */
export interface Figures {
  readonly firstTokenMs: number | null;
  readonly latencyMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number | null;
  readonly cached: boolean;
  readonly fallbackUsed: boolean;
  readonly warnings: readonly string[];
}

/** What one request to a model brought. */
export interface Step {
  readonly id: number;
  /**
   * `whole` alone is a complete answer: `cut` began and broke, `stopped` was ended by hand, `failed` never began. `kept`
   * came with a conversation that was loaded.
   */
  readonly status: "running" | "whole" | "stopped" | "cut" | "failed" | "kept";
  /** The model string that was asked for; the lane's may be another by now. */
  readonly asked: string;
  readonly text: string;
  readonly reasoning: string;
  /** Opaque state of reasoning, to be sent back as it is. */
  readonly details: readonly unknown[];
  readonly images: readonly string[];
  readonly calls: readonly ToolCall[];
  /** What the tools gave back, by the call's id; typed by hand. */
  readonly results: Readonly<Record<string, string>>;
  /** Who answered. */
  readonly model: string | null;
  readonly finish: string | null;
  readonly requestId: string | null;
  readonly failure: Failure | null;
  /** Null until the receipt was read. */
  readonly figures: Figures | null;
}

/** What a person says. */
export interface Said {
  readonly text: string;
  /** As `data:` or `https:` addresses. */
  readonly images: readonly string[];
  /** Parts of a loaded request that the page cannot show; sent as they were. */
  readonly others: readonly object[];
}

/** One question and what each lane made of it: several steps where tools were called. */
export interface Turn extends Said {
  readonly id: number;
  readonly steps: Readonly<Record<string, readonly Step[]>>;
}

export const EMPTY_STEP: Omit<Step, "id"> = {
  ...{ status: "running", asked: "", text: "", reasoning: "", details: [], images: [], calls: [], results: {} },
  ...{ model: null, finish: null, requestId: null, failure: null, figures: null },
};

/** The steps of a turn in one lane. */
export function stepsOf(turn: Turn, lane: string): readonly Step[] {
  return turn.steps[lane] ?? [];
}

/** True when something came that a model can be reminded of. */
export function hasContent({ text, calls, images }: Step): boolean {
  return text !== "" || calls.length > 0 || images.length > 0;
}

export type Message = Readonly<Record<string, unknown>>;

/**
 * What a lane is asked at a turn: the turns before that this lane answered, then this one with its steps so far. Turns
 * that failed, or that other lanes alone were asked, are left out, so that questions and answers alternate.
 */
export function messagesFor(turns: readonly Turn[], lane: string, turnId: number, system: string): readonly Message[] {
  const messages: Message[] = system.trim() === "" ? [] : [{ role: "system", content: system }];
  for (const turn of turns) {
    const steps = stepsOf(turn, lane).filter(hasContent);
    const isLast = turn.id === turnId;
    if (isLast || steps.length > 0) messages.push({ role: "user", content: contentOf(turn) }, ...steps.flatMap(said));
    if (isLast) break;
  }
  return messages;
}

function contentOf({ text, images, others }: Said): string | readonly object[] {
  if (images.length === 0 && others.length === 0) return text;
  return [
    ...(text === "" ? [] : [{ type: "text", text }]),
    ...images.map((url) => ({ type: "image_url", image_url: { url } })),
    ...others,
  ];
}

function said({ text, calls, results, details }: Step): readonly Message[] {
  const answer = {
    role: "assistant",
    content: text === "" ? null : text,
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: "function",
            function: { name: call.name, arguments: call.arguments },
          })),
        }),
  };
  return [answer, ...calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: results[id] ?? "" }))];
}
