import { differencesOf } from "./differences.ts";

export interface DifferencesTableProps {
  readonly before: Readonly<Record<string, unknown>> | null | undefined;
  readonly after: Readonly<Record<string, unknown>> | null | undefined;
}

/** What an event changed, line by line: the field, what it was, what it is. */
export function DifferencesTable({ before, after }: DifferencesTableProps) {
  const rows = differencesOf(before, after);
  if (rows.length === 0) return <p className="text-sm text-muted">The event holds no details.</p>;
  return (
    <dl className="overflow-hidden rounded-md border border-line text-sm">
      {rows.map((row) => (
        <div
          key={row.field}
          className="grid gap-x-4 gap-y-0.5 border-b border-line px-3 py-2 last:border-b-0 md:grid-cols-[12rem_minmax(0,1fr)]"
        >
          <dt className="font-mono text-xs leading-5 break-words text-muted">{row.field}</dt>
          <dd className="grid min-w-0 gap-0.5">
            {row.before !== null && <Value sign="−" word="was" tone="bg-bad-soft text-bad" text={row.before} />}
            {row.after !== null && <Value sign="+" word="is" tone="bg-good-soft text-good" text={row.after} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ValueProps {
  readonly sign: string;
  /** The sign for who hears it. */
  readonly word: string;
  readonly tone: string;
  readonly text: string;
}

function Value({ sign, word, tone, text }: ValueProps) {
  return (
    <span className={`flex min-w-0 gap-2 rounded px-1.5 ${tone}`}>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{word}</span>
      <span className="min-w-0 break-words whitespace-pre-wrap">{text === "" ? "(empty)" : text}</span>
    </span>
  );
}
