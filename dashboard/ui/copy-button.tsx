import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

const SHOWN_MS = 1_500;

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for its name: "Copy request id". */
  readonly what: string;
  /** Shows the word beside the icon. */
  readonly labelled?: boolean;
}

/** Copies a text, and says that it did. Without the clipboard (plain http) it selects nothing and says so. */
export function CopyButton({ text, what, labelled = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => setOutcome((await copyText(text)) ? "copied" : "failed");
  const word = outcome === "copied" ? "Copied" : outcome === "failed" ? "Select and copy it yourself" : "Copy";
  return (
    <Button
      variant={labelled ? "secondary" : "quiet"}
      size={labelled ? "sm" : "icon"}
      aria-label={outcome === null ? `Copy ${what}` : word}
      title={labelled ? undefined : `Copy ${what}`}
      onClick={() => void copy()}
    >
      {outcome === "copied" ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
      {labelled && word}
    </Button>
  );
}

/** The clipboard is for secure pages only; installations without https still have the older way. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "fixed opacity-0";
    // Inside the dialog, which holds the focus.
    (document.querySelector('[role="dialog"]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
