import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { EditorHandle } from "./editor/code-editor.tsx";
import type { Problems } from "./editor/problem-marks.ts";
import { ProblemList } from "./problem-list.tsx";
import { useKnown } from "./use-known.ts";
import { useValidation } from "./use-validation.ts";

const CodeEditor = lazy(async () => ({ default: (await import("./editor/code-editor.tsx")).CodeEditor }));

export interface WorkbenchProps {
  readonly projectId: string;
  /** What is edited, for readers of screens. */
  readonly label: string;
  readonly yaml: string;
  readonly readOnly: boolean;
  onChange(yaml: string): void;
  /** Absent where the text is only read. */
  readonly onSave?: (() => void) | undefined;
  /** Above the editor: what there is to say about the text. */
  readonly notices?: ReactNode;
  /** Below the editor: the buttons. */
  readonly actions?: ReactNode;
  /** Beside the editor, below the problems. */
  readonly aside?: ReactNode;
}

const NONE: Problems = { errors: [], warnings: [] };

/** The editor with what is wrong with the text beside it. Saves by mod+S and checks by mod+Enter. */
export function Workbench({ projectId, label, yaml, readOnly, onChange, onSave, ...parts }: WorkbenchProps) {
  const editor = useRef<EditorHandle>(null);
  const known = useKnown(projectId);
  const validation = useValidation(projectId, yaml);
  const problems = useMemo(() => validation.found ?? NONE, [validation.found]);
  useEditorKeys({ save: onSave, check: validation.check });
  return (
    <div className="grid min-w-0 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="grid min-w-0 gap-3">
        {parts.notices}
        <div className="h-[60dvh] min-h-72 overflow-hidden rounded-lg border border-line bg-surface has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-accent lg:h-[68dvh]">
          <Suspense fallback={<Skeleton className="m-3 h-40" />}>
            <CodeEditor
              ref={editor}
              label={label}
              value={yaml}
              readOnly={readOnly}
              problems={problems}
              known={known}
              onChange={onChange}
            />
          </Suspense>
        </div>
        {parts.actions}
      </div>
      <div className="grid min-w-0 gap-5">
        <ProblemList
          projectId={projectId}
          validation={validation}
          problems={problems}
          onGoTo={(problem) => editor.current?.goTo(problem)}
          onMend={readOnly ? undefined : (problem) => editor.current?.mend(problem)}
        />
        {parts.aside}
      </div>
    </div>
  );
}

/** Before the editor and the browser hear of them: one would add a line, the other save the page. */
function useEditorKeys(keys: { readonly save: (() => void) | undefined; check(): void }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      const run = event.key === "s" ? latest.current.save : event.key === "Enter" ? latest.current.check : undefined;
      if (run === undefined || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
