import { Wrench } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Field, Textarea } from "../../ui/field.tsx";
import type { Step } from "./conversation.ts";

export interface ToolCallsProps {
  readonly step: Step;
  /** Absent: they were answered, or nobody waits for them. */
  readonly onResults?: ((results: Readonly<Record<string, string>>) => void) | undefined;
}

/** The calls that a model asked for, with what they gave back, or fields to type it. */
export function ToolCalls({ step, onResults }: ToolCallsProps) {
  const { calls, results } = step;
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  if (calls.length === 0) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onResults?.(Object.fromEntries(calls.map(({ id }) => [id, typed[id] ?? ""])));
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      {calls.map(({ id, name, arguments: given }) => (
        <div key={id} className="grid min-w-0 gap-2 rounded-md border border-line p-2.5">
          <p className="flex min-w-0 items-center gap-1.5 text-sm">
            <Wrench className="size-4 shrink-0 text-muted" aria-hidden />
            Calls <code className="min-w-0 font-mono break-all">{name}</code>
          </p>
          <CodeBlock text={readable(given)} what={`arguments of ${name}`} />
          {results[id] !== undefined && (
            <>
              <p className="text-sm text-muted">Given back</p>
              <CodeBlock text={readable(results[id])} what={`result of ${name}`} />
            </>
          )}
          {onResults && (
            <Field label={`Result of ${name}`}>
              <Textarea
                rows={2}
                required
                spellCheck={false}
                placeholder='{"temperature": 21}'
                value={typed[id] ?? ""}
                onChange={(event) => setTyped((now) => ({ ...now, [id]: event.target.value }))}
              />
            </Field>
          )}
        </div>
      ))}
      {onResults && (
        <Button type="submit" className="justify-self-start">
          {calls.length === 1 ? "Send result" : "Send results"}
        </Button>
      )}
    </form>
  );
}

function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
