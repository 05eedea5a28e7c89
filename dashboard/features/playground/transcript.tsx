import { MessagesSquare } from "lucide-react";
import { useEffect, useRef } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState } from "../../ui/states.tsx";
import type { Turn } from "./conversation.ts";
import type { OwnKey } from "./own-key.ts";
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

/** Who reads the end wants to go on reading it; who has gone up does not. */
const NEAR_END_PX = 160;

/** The conversation so far. */
export function Transcript({ workspace, lanes, turns, ownKey, isLoading }: TranscriptProps) {
  useFollowEnd(turns);
  if (isLoading) return <Skeleton className="h-60" />;
  if (turns.length === 0)
    return (
      <EmptyState icon={MessagesSquare} title="Ask the first question">
        The first one makes an API key for this tab. It is named for you in the project’s keys, held nowhere else,
        removed when the tab closes and ended within the hour. The model{" "}
        <code className="font-mono text-sm">mock/echo</code> answers without any provider.
      </EmptyState>
    );
  return (
    <ol className="grid gap-6 pb-4" aria-label="Conversation">
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
    </ol>
  );
}

function useFollowEnd(turns: readonly Turn[]): void {
  const isNear = useRef(true);
  const count = useRef(turns.length);
  useEffect(() => {
    const look = (): void => {
      const { scrollHeight } = document.documentElement;
      isNear.current = window.innerHeight + window.scrollY >= scrollHeight - NEAR_END_PX;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    const isNew = turns.length > count.current;
    count.current = turns.length;
    if (turns.length > 0 && (isNew || isNear.current)) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [turns]);
}
