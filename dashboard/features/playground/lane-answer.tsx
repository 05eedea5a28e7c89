import { RotateCcw, Square } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import type { OwnKey } from "../api-keys/own-key.ts";
import { stepsOf, type Turn } from "./conversation.ts";
import { StepView } from "./step-view.tsx";
import type { Lane, Workspace } from "./workspace.ts";

export interface LaneAnswerProps {
  readonly workspace: Workspace;
  readonly lane: Lane;
  readonly turn: Turn;
  readonly isLast: boolean;
  readonly ownKey: OwnKey;
}

/** What one model made of one question. */
export function LaneAnswer({ workspace, lane, turn, isLast, ownKey }: LaneAnswerProps) {
  const steps = stepsOf(turn, lane.id);
  const last = steps.at(-1);
  const isRunning = last?.status === "running";
  const waits = isLast && last !== undefined && !isRunning && last.calls.length > 0;
  const ask = (): void => void workspace.retry(lane.id, turn.id, ownKey);
  return (
    <section
      aria-label={`Answer of ${last?.asked || lane.model}`}
      className="grid min-w-0 content-start gap-3 rounded-lg border border-line bg-surface p-3.5"
    >
      <header className="flex min-h-8 items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{last?.asked || lane.model}</h2>
        {isRunning && (
          <Button variant="quiet" onClick={() => workspace.stopLane(lane.id)}>
            <Square aria-hidden />
            Stop <span className="sr-only">{lane.model}</span>
          </Button>
        )}
        {isLast && !isRunning && steps.length > 0 && (
          <Button variant="quiet" onClick={ask}>
            <RotateCcw aria-hidden />
            Retry <span className="sr-only">{lane.model}</span>
          </Button>
        )}
      </header>
      {steps.map((step, index) => (
        <StepView
          key={step.id}
          step={step}
          onResults={
            waits && index === steps.length - 1
              ? (results) => void workspace.answerCalls(lane.id, turn.id, results, ownKey)
              : undefined
          }
        />
      ))}
      {steps.length === 0 &&
        (isLast ? (
          <Button className="justify-self-start" onClick={ask}>
            Ask {lane.model}
          </Button>
        ) : (
          <p className="text-sm text-muted">Not asked.</p>
        ))}
    </section>
  );
}
