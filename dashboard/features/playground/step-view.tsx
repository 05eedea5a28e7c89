import { AnswerText } from "./answer-text.tsx";
import { hasContent, type Step } from "./conversation.ts";
import { FailureNotice } from "./failure-notice.tsx";
import { FiguresLine } from "./figures-line.tsx";
import { Pictures } from "./pictures.tsx";
import { ToolCalls, type ToolCallsProps } from "./tool-calls.tsx";

/** One answer: its reasoning, its text, what it calls, how it ended and what it took. */
export function StepView({ step, onResults }: ToolCallsProps) {
  const isRunning = step.status === "running";
  return (
    <div className="grid min-w-0 gap-2.5" aria-busy={isRunning}>
      {step.reasoning !== "" && <Reasoning step={step} />}
      {step.text !== "" && <AnswerText text={step.text} />}
      <Pictures images={step.images} what="Made by the model" />
      <ToolCalls step={step} onResults={onResults} />
      {isRunning && !hasContent(step) && step.reasoning === "" && (
        <p className="animate-pulse text-sm text-muted">Waiting for the first token…</p>
      )}
      <FailureNotice step={step} />
      <FiguresLine step={step} />
    </div>
  );
}

/** Open while there is nothing else to read. */
function Reasoning({ step }: { readonly step: Step }) {
  return (
    <details open={step.text === ""} className="rounded-md bg-sunken px-3 py-2 text-sm">
      <summary className="text-muted">Reasoning</summary>
      <p className="mt-2 break-words whitespace-pre-wrap text-muted">{step.reasoning}</p>
    </details>
  );
}
