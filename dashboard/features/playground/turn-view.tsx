import { Pencil } from "lucide-react";
import { type CSSProperties, memo, useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Textarea } from "../../ui/field.tsx";
import type { OwnKey } from "../api-keys/own-key.ts";
import type { Turn } from "./conversation.ts";
import { LaneAnswer } from "./lane-answer.tsx";
import { Pictures } from "./pictures.tsx";
import type { Lane, Workspace } from "./workspace.ts";

export interface TurnViewProps {
  readonly workspace: Workspace;
  readonly turn: Turn;
  readonly lanes: readonly Lane[];
  readonly isLast: boolean;
  readonly ownKey: OwnKey;
}

/** One question and the models' answers beside one another; on a phone below one another. */
export const TurnView = memo(function TurnView({ workspace, turn, lanes, isLast, ownKey }: TurnViewProps) {
  const [isEdited, setEdited] = useState(false);
  return (
    <li className="grid min-w-0 gap-3">
      {isEdited ? (
        <Editor
          text={turn.text}
          onCancel={() => setEdited(false)}
          onSave={(text) => {
            if (workspace.edit(turn.id, { ...turn, text }, ownKey)) setEdited(false);
          }}
        />
      ) : (
        <Question turn={turn} onEdit={() => setEdited(true)} />
      )}
      <div className="grid gap-3 md:grid-cols-(--lanes)" style={columnsOf(lanes.length)}>
        {lanes.map((lane) => (
          <LaneAnswer key={lane.id} workspace={workspace} lane={lane} turn={turn} isLast={isLast} ownKey={ownKey} />
        ))}
      </div>
    </li>
  );
});

/** As many columns as models; the same for the pickers above. */
export function columnsOf(lanes: number): CSSProperties {
  return { "--lanes": `repeat(${lanes}, minmax(0, 1fr))` } as CSSProperties;
}

function Question({ turn, onEdit }: { readonly turn: Turn; onEdit(): void }) {
  const { text, images, others } = turn;
  return (
    <div className="flex min-w-0 items-start justify-end gap-1">
      <Button variant="quiet" size="icon" aria-label="Edit this question" title="Edit" onClick={onEdit}>
        <Pencil aria-hidden />
      </Button>
      <div className="grid min-w-0 max-w-[48rem] gap-2 rounded-lg bg-accent-soft px-3.5 py-2.5">
        {text !== "" && <p className="break-words whitespace-pre-wrap">{text}</p>}
        <Pictures images={images} what="Attached" />
        {others.length > 0 && (
          <p>
            <Badge>{others.length === 1 ? "1 other part" : `${others.length} other parts`}</Badge>
          </p>
        )}
      </div>
    </div>
  );
}

interface EditorProps {
  readonly text: string;
  onCancel(): void;
  onSave(text: string): void;
}

function Editor({ text, onCancel, onSave }: EditorProps) {
  const [typed, setTyped] = useState(text);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(typed);
      }}
    >
      <Textarea
        aria-label="Question"
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onCancel()}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="flex-1 text-sm text-muted">What comes after it goes.</p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" disabled={typed.trim() === ""}>
          Ask this instead
        </Button>
      </div>
    </form>
  );
}
