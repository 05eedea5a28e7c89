import { CopyButton } from "./copy-button.tsx";

export interface CopyLineProps {
  readonly text: string;
  /** What it is, for the button's name: "the link". */
  readonly what: string;
  /** Marks what is shown only this once. */
  readonly secret?: boolean;
}

/** A secret, a link or an id, whole and to be copied. */
export function CopyLine({ text, what, secret = false }: CopyLineProps) {
  return (
    <div className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sunken py-2 pr-2 pl-3">
      <code data-secret={secret || undefined} className="min-w-0 flex-1 font-mono text-sm break-all">
        {text}
      </code>
      <CopyButton text={text} what={what} labelled />
    </div>
  );
}
