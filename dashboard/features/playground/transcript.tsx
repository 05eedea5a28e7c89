import { MessagesSquare } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState } from "../../ui/states.tsx";
import type { OwnKey } from "../api-keys/own-key.ts";
import type { Turn } from "./conversation.ts";
import { TurnView } from "./turn-view.tsx";
import type { Lane, Workspace } from "./workspace.ts";

export interface TranscriptProps {
  readonly workspace: Workspace;
  readonly lanes: readonly Lane[];
  readonly turns: readonly Turn[];
  readonly ownKey: OwnKey;
  /** A logged request is on its way. */
  readonly isLoading: boolean;
}

/** Below the end there is room for the field in which one types. */
const FIELD_PX = 170;

/** The conversation so far. */
export function Transcript({ workspace, lanes, turns, ownKey, isLoading }: TranscriptProps) {
  const end = useFollowEnd(turns);
  if (isLoading) return <Skeleton className="h-60 flex-1" />;
  if (turns.length === 0)
    return (
      <div className="grid flex-1 content-center">
        <EmptyState icon={MessagesSquare} title="Ask the first question">
          The first one makes an API key for this tab. It is named for you in the project’s keys, held nowhere else,
          removed when the tab closes and ended within the hour. The model{" "}
          <code className="font-mono text-sm">mock/echo</code> answers without any provider.
        </EmptyState>
      </div>
    );
  return (
    <ol className="grid flex-1 content-start gap-6 pb-4" aria-label="Conversation">
      {turns.map((turn, index) => (
        <TurnView
          key={turn.id}
          workspace={workspace}
          turn={turn}
          lanes={lanes}
          isLast={index === turns.length - 1}
          ownKey={ownKey}
        />
      ))}
      <li ref={end} aria-hidden />
    </ol>
  );
}

/** Who reads the end goes on reading it as it grows; who has gone up does not. */
function useFollowEnd(turns: readonly Turn[]): RefObject<HTMLLIElement | null> {
  const end = useRef<HTMLLIElement>(null);
  const isNear = useRef(true);
  const count = useRef(turns.length);
  useEffect(() => {
    const look = (): void => {
      isNear.current = belowEnd(end.current) <= FIELD_PX;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    const isNew = turns.length > count.current;
    count.current = turns.length;
    const missing = belowEnd(end.current);
    if (missing > 0 && (isNew || isNear.current)) window.scrollBy({ top: missing });
  }, [turns]);
  return end;
}

/** How far below the field the end of the conversation is; negative where it is to be seen. */
function belowEnd(end: HTMLElement | null): number {
  return end === null ? 0 : end.getBoundingClientRect().bottom + FIELD_PX - window.innerHeight;
}
