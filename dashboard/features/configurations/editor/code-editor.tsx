import { autocompletion } from "@codemirror/autocomplete";
import { indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { ProjectConfigProblem } from "../../../../src/client/api.ts";
import type { Known } from "../language/completions.ts";
import { editorLook } from "./editor-look.ts";
import { marksOf, type Problems, rangeOf } from "./problem-marks.ts";
import { schemaCompletion, schemaHover } from "./schema-help.ts";

/** What others can have the editor do. */
export interface EditorHandle {
  /** Brings the cursor to a problem. */
  goTo(problem: ProjectConfigProblem): void;
  /** Puts a problem's suggestion in the place of what is wrong. */
  mend(problem: ProjectConfigProblem): void;
}

export interface CodeEditorProps {
  /** What it is, for readers of screens. */
  readonly label: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly problems: Problems;
  readonly known: Known;
  onChange(value: string): void;
  readonly ref?: Ref<EditorHandle>;
}

/** Marks changes that come from outside, which are not told back. */
const fromOutside = Annotation.define<boolean>();

/** An editor of YAML that knows the schema. Escape, then Tab leaves it; Tab alone indents. */
export function CodeEditor({ label, value, readOnly, problems, known, onChange, ref }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const mode = useRef(new Compartment());
  const latest = useRef({ known, onChange });
  latest.current = { known, onChange };
  const start = useRef({ value, label, mode: modeOf(readOnly) });

  useEffect(() => {
    if (place.current === null) return;
    const { value: doc, label: name, mode: first } = start.current;
    const knownNow = (): Known => latest.current.known;
    const made = new EditorView({
      parent: place.current,
      doc,
      extensions: [
        editorLook(),
        basicSetup,
        autocompletion({ override: [schemaCompletion(knownNow)], icons: false }),
        schemaHover(knownNow),
        yaml(),
        lintGutter(),
        keymap.of([indentWithTab]),
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "false" }),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (!docChanged || transactions.some((each) => each.annotation(fromOutside))) return;
          latest.current.onChange(state.doc.toString());
        }),
        mode.current.of(first),
      ],
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const { current } = view;
    if (current === null || current.state.doc.toString() === value) return;
    const changes = { from: 0, to: current.state.doc.length, insert: value };
    current.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: mode.current.reconfigure(modeOf(readOnly)) });
  }, [readOnly]);
  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    current.dispatch(setDiagnostics(current.state, marksOf(current.state.doc, problems)));
  }, [problems]);

  useImperativeHandle(ref, () => ({
    goTo(problem) {
      const { current } = view;
      if (current === null) return;
      const { from } = rangeOf(current.state.doc, problem);
      current.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      current.focus();
    },
    mend(problem) {
      const { current } = view;
      if (current === null) return;
      const { from, to } = rangeOf(current.state.doc, problem);
      current.dispatch({ changes: { from, to, insert: problem.suggestion ?? "" } });
      current.focus();
    },
  }));

  return <div ref={place} className="h-full min-w-0 overflow-hidden" />;
}

/** What is only read still takes the focus, so that it can be scrolled and copied by keyboard. */
function modeOf(readOnly: boolean): Extension {
  return readOnly ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-readonly": "true" })] : [];
}
