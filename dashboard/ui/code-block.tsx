import { CopyButton } from "./copy-button.tsx";

export interface CodeBlockProps {
  readonly text: string;
  /** What it is, for the button's name. */
  readonly what: string;
}

/** A text to be copied or read as it is. */
export function CodeBlock({ text, what }: CodeBlockProps) {
  return (
    <div className="relative min-w-0 rounded-md border border-line bg-sunken">
      <section
        aria-label={what}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and whoever has no mouse must be able to
        tabIndex={0}
        className="max-h-[28rem] overflow-auto p-3 pr-12"
      >
        <pre className="font-mono text-xs leading-5">{text}</pre>
      </section>
      <div className="absolute top-px right-px rounded-md bg-sunken p-1">
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
