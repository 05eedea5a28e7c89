import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { type Known, noteText, optionsAt } from "../language/completions.ts";
import { noteOf, schemasAt, valuesOf } from "../language/schema-at.ts";
import { readLine } from "../language/yaml-line.ts";
import { placeAt } from "../language/yaml-place.ts";

/** What is being written: names, ids of models, `!secret NAME`. */
const WRITTEN = /^[\w!./:@ -]*$/;

/** Offers what may stand at the cursor. `known` is asked each time: secrets come while the editor is open. */
export function schemaCompletion(known: () => Known): (context: CompletionContext) => CompletionResult | null {
  return ({ state, pos, explicit }) => {
    const line = state.doc.lineAt(pos);
    const found = optionsAt(state.doc.toString(), line.number - 1, pos - line.from, known());
    if (found === null) return null;
    const from = line.from + found.from;
    if (!explicit && from === pos && !/[\s[,{]$/.test(line.text.slice(0, pos - line.from))) return null;
    return {
      from,
      validFor: WRITTEN,
      options: found.options.map(({ label, text, detail, info }) => ({
        label,
        type: "property",
        // What is there already is not written again.
        apply: (view: EditorView, _: unknown, start: number, end: number): void => {
          const rest = line.text.slice(end - line.from);
          const insert = text?.endsWith(" ") && rest.startsWith(":") ? label : (text ?? label);
          view.dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length } });
        },
        ...(detail === undefined ? {} : { detail }),
        ...(info === undefined ? {} : { info }),
      })),
    };
  };
}

/** Says what a member is for, over its name. */
export function schemaHover(known: () => Known) {
  return hoverTooltip((view, pos): Tooltip | null => {
    const line = view.state.doc.lineAt(pos);
    const { key } = readLine(line.text);
    if (key === null) return null;
    const from = line.from + key.column;
    const to = from + key.name.length;
    if (pos < from || pos > to) return null;
    const place = placeAt(view.state.doc.toString().split("\n"), line.number - 1, key.column + key.name.length);
    if (place === null) return null;
    const path = [...place.path, { name: key.name, siblings: place.members }];
    const schemas = schemasAt(known().schema, path);
    const values = valuesOf(schemas);
    const text = [noteText(noteOf(schemas)), values.length === 0 ? "" : `One of: ${values.join(", ")}`]
      .filter((part) => part !== "")
      .join(". ");
    if (text === "") return null;
    return { pos: from, end: to, above: true, create: () => ({ dom: noteElement(key.name, text) }) };
  });
}

function noteElement(name: string, text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "px-2.5 py-1.5 text-sm";
  const strong = document.createElement("code");
  strong.className = "block font-mono text-xs text-muted";
  strong.textContent = name;
  element.append(strong, text);
  return element;
}
