import { yaml } from "@codemirror/lang-yaml";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { editorLook } from "./editor-look.ts";

export interface TextDiffProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const LINES_AROUND = 3;
const FOLDED_MIN = 6;

/** Two texts in one: what went above what came, with what is the same folded. */
export function TextDiff({ label, before, after }: TextDiffProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({
      parent: place.current,
      doc: after,
      extensions: [
        editorLook(),
        lineNumbers(),
        yaml(),
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }),
        unifiedMergeView({
          original: before,
          mergeControls: false,
          collapseUnchanged: { margin: LINES_AROUND, minSize: FOLDED_MIN },
        }),
      ],
    });
    return () => made.destroy();
  }, [label, before, after]);
  return <div ref={place} className="min-w-0 overflow-hidden" />;
}
