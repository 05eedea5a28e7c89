import { judgeInstructions } from "./judge-prompts.ts";
import type { RemoteVerdict } from "./remote-verdict.ts";

/** A model that judges texts. */
export interface Judge {
  readonly kind: "judge";
  /** What is judged, in words. */
  readonly task: string;
  readonly context: string | undefined;
  readonly model: string;
  /** Asked when the first one gives no usable answer. */
  readonly fallbackModel: string | undefined;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly onError: "block" | "pass";
}

export interface JudgeMessage {
  readonly role: "system" | "user";
  readonly content: string;
}

/** Asks a model of the gateway. Rejects when there is no answer. */
export type Ask = (
  model: string,
  messages: readonly JudgeMessage[],
  options: { readonly temperature: number; readonly maxTokens: number; readonly timeoutMs: number },
) => Promise<{ readonly text: string /** Ended by its limit. */; readonly truncated: boolean }>;

/** What a judge is asked about one text. */
export function judgeMessages(judge: Pick<Judge, "task" | "context">, text: string): readonly JudgeMessage[] {
  return [
    { role: "system", content: judgeInstructions(judge.task, judge.context) },
    { role: "user", content: `Text: ${JSON.stringify(text)}` },
  ];
}

/** Reads `{is_triggered, reasoning}`, alone, in a code fence or with words around it; undefined for anything else. */
export function readJudgement(answer: string): RemoteVerdict | undefined {
  const start = answer.indexOf("{");
  const end = answer.lastIndexOf("}");
  if (start === -1 || end < start) return undefined;
  try {
    const value: unknown = JSON.parse(answer.slice(start, end + 1));
    if (typeof value !== "object" || value === null || !("is_triggered" in value)) return undefined;
    return typeof value.is_triggered === "boolean" ? { triggered: value.is_triggered } : undefined;
  } catch {
    return undefined;
  }
}

/** Asks the judge, then its fallback; undefined when neither gives an answer that can be used. */
export async function askJudge(judge: Judge, text: string, ask: Ask): Promise<RemoteVerdict | undefined> {
  const { temperature, maxTokens, timeoutMs, model, fallbackModel } = judge;
  const messages = judgeMessages(judge, text);
  for (const each of fallbackModel === undefined ? [model] : [model, fallbackModel]) {
    const answer = await ask(each, messages, { temperature, maxTokens, timeoutMs }).catch(() => undefined);
    const verdict = answer === undefined || answer.truncated ? undefined : readJudgement(answer.text);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
