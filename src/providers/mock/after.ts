import { guarded, type InProcessAnswer } from "../provider.ts";

/** Runs a step after a delay, unless the caller has hung up by then. No delay: at once. */
export function after(delayMs: number, answer: InProcessAnswer, step: () => void): void {
  if (delayMs === 0) {
    step();
    return;
  }
  const timer = setTimeout(() => guarded(answer, step), delayMs);
  answer.onAbort(() => clearTimeout(timer));
}
