import { X } from "lucide-react";
import { DIMENSION_WORDS, type Dimension } from "./dimensions.ts";
import { type Narrowing, narrowingOf } from "./narrowing.ts";
import type { Names } from "./use-names.ts";

export interface ChipsProps {
  readonly narrowing: Narrowing;
  readonly names: Names;
  onRemove(name: keyof Narrowing): void;
}

/** What the page is narrowed by; each goes by its button. */
export function Chips({ narrowing, names, onRemove }: ChipsProps) {
  const given = Object.entries(narrowingOf(narrowing)) as [keyof Narrowing, string][];
  return (
    <ul className="flex flex-wrap gap-1.5 empty:hidden" aria-label="Narrowed to">
      {given.map(([name, value]) => {
        const by: Dimension = name === "apiKeyId" ? "apiKey" : name;
        const { label } = DIMENSION_WORDS[by];
        return (
          <li key={name}>
            <button
              type="button"
              onClick={() => onRemove(name)}
              className="flex max-w-full items-center gap-1 rounded-full border border-line bg-surface py-0.5 pr-1.5 pl-2.5 text-sm hover:bg-hover max-md:min-h-10"
            >
              <span className="sr-only">Remove the filter</span>
              <span className="shrink-0 text-muted">{label}</span>
              <span className="truncate">{names.of(by, value)}</span>
              <X className="size-3.5 shrink-0" aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
