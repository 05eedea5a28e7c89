import { Minus, PencilLine, Plus } from "lucide-react";
import { Fragment } from "react";
import type { ProjectConfigChange } from "../../../src/client/api.ts";

const KINDS = {
  added: { icon: Plus, tone: "text-good" },
  removed: { icon: Minus, tone: "text-bad" },
  changed: { icon: PencilLine, tone: "text-accent" },
} as const;

/** What two versions mean differently, in sentences. */
export function ChangeList({ changes }: { readonly changes: readonly ProjectConfigChange[] }) {
  return (
    <ul aria-label="Changes" className="grid gap-1.5">
      {changes.map(({ kind, path, text }, index) => {
        const { icon: Icon, tone } = KINDS[kind];
        return (
          <li key={`${path} ${index}`} className="flex gap-2.5 text-sm">
            <Icon className={`mt-0.5 size-4 shrink-0 ${tone}`} aria-label={kind} />
            <span className="min-w-0 break-words">
              <Sentence text={text} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What stands in backquotes is a name of the configuration. */
function Sentence({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="rounded bg-sunken px-1 font-mono text-xs">
        {part}
      </code>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
