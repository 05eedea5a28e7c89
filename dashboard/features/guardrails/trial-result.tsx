import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { duration } from "../../ui/format.ts";
import { changedPieces, markedPieces, type Piece } from "./pieces.ts";
import type { Outcome, Trial } from "./try-out.ts";
import { TYPE_LABELS } from "./words.ts";

const MATCHES_MAX = 6;
const WORDS: Readonly<Record<Exclude<Outcome["what"], "found">, string>> = {
  nothing: "found nothing",
  off: "is off",
  elsewhere: "looks at the other way only",
  "other role": "looks at other messages only",
  "not asked": "is not asked by a dry run",
  "not reached": "was not reached",
};

/** The verdict, the text with what was found, what goes on, and what each guardrail did. */
export function TrialResult({ trial: { text, answer, outcomes } }: { readonly trial: Trial }) {
  const { verdict, message, milliseconds, texts } = answer;
  const [after] = texts;
  const spans = outcomes.filter(({ sawOriginal }) => sawOriginal).flatMap(({ findings }) => findings);
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        {verdict === "pass" ? (
          <Badge tone={after?.changed ? "warn" : "good"}>{after?.changed ? "passes, changed" : "passes"}</Badge>
        ) : (
          <Badge tone="bad">{verdict === "block" ? "refused" : "answered instead"}</Badge>
        )}
        {message !== null && <span>“{message}”</span>}
        <span className="text-muted">in {duration(milliseconds)}</span>
      </p>
      {spans.length > 0 && <Text title="Found" pieces={markedPieces(text, spans)} />}
      {after?.changed && verdict === "pass" && <Text title="What goes on" pieces={changedPieces(text, after.text)} />}
      {outcomes.length > 0 && (
        <ol aria-label="What each guardrail did" className="grid gap-2 text-sm">
          {outcomes.map((outcome) => (
            <li key={outcome.name} className="grid gap-1">
              <span className={outcome.what === "found" ? "" : "text-muted"}>
                <b className="font-medium">{outcome.name}</b>{" "}
                {outcome.what === "found" ? foundWords(outcome) : WORDS[outcome.what]}
              </span>
              {outcome.matches !== null && <Matches matches={outcome.matches} />}
            </li>
          ))}
        </ol>
      )}
      {outcomes.length === 0 && <p className="text-sm text-muted">No guardrail found anything.</p>}
    </>
  );
}

function foundWords({ findings }: Outcome): string {
  // The type of a guardrail itself says nothing new; kinds of personal data and topics do.
  const kinds = [...new Set(findings.map(({ type }) => type))].filter((type) => !Object.hasOwn(TYPE_LABELS, type));
  return `found ${findings.length}${kinds.length === 0 ? "" : `: ${kinds.join(", ")}`}`;
}

function Matches({ matches }: { readonly matches: readonly string[] }) {
  const shown = [...new Set(matches)];
  if (shown.length === 0) return null;
  return (
    <span className="flex min-w-0 flex-wrap gap-1.5">
      {shown.slice(0, MATCHES_MAX).map((match) => (
        <code key={match} className="max-w-full truncate rounded bg-warn-soft px-1.5 font-mono text-xs text-warn">
          {match}
        </code>
      ))}
      {shown.length > MATCHES_MAX && <span className="text-xs text-muted">and {shown.length - MATCHES_MAX} more</span>}
    </span>
  );
}

function Text({ title, pieces }: { readonly title: string; readonly pieces: readonly Piece[] }): ReactNode {
  return (
    <div className="grid gap-1">
      <h3 className="text-sm font-medium">{title}</h3>
      <p className="max-h-60 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {pieces.map(({ text, marked }, index) =>
          marked ? (
            // Pieces have no other name than their place.
            <mark key={index} className="rounded bg-warn-soft px-0.5 text-warn">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </p>
    </div>
  );
}
