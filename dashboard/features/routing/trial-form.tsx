import { type FormEvent, useState } from "react";
import type { Project } from "../../../src/client/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Combobox } from "../../ui/combobox.tsx";
import { Field, Input, Select, Textarea } from "../../ui/field.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { useModelOptions, useProviderOptions } from "../models/name-options.ts";
import { namesOf, type TrialQuestion } from "./dry-run.ts";
import { PRIORITIES } from "./search.ts";

export interface TrialFormProps {
  readonly organizationId: string;
  readonly project: Project;
  /** What the address asks. */
  readonly question: TrialQuestion;
  readonly pending: boolean;
  onAsk(question: TrialQuestion): void;
}

/** A chat's question and its routing hints. */
export function TrialForm({ organizationId, project, question, pending, onAsk }: TrialFormProps) {
  const models = useModelOptions(project.id);
  const providers = useProviderOptions(organizationId);
  const [typed, setTyped] = useState<TrialQuestion>(question);
  const set = (change: TrialQuestion): void => setTyped((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk({ ...typed, model: typed.model ?? "auto" });
  };
  return (
    <form onSubmit={submit}>
      <Card title="The request">
        <div className="grid gap-4">
          <p className="text-sm text-muted">
            As a key of <b className="font-medium text-text">{project.name}</b> without rules would be answered. One is
            made for the question and revoked after it.
          </p>
          <div className="grid gap-1">
            <span aria-hidden className="text-sm font-medium">
              Model
            </span>
            <Combobox
              label="Model"
              free
              options={[{ value: "auto", label: "auto", note: "any that fits" }, ...models]}
              value={typed.model ?? "auto"}
              onChange={(model) => set({ model })}
            />
          </div>
          <Field label="Prompt" help="Weighed for auto; its length counts for every model.">
            <Textarea
              placeholder="Hello!"
              value={typed.prompt ?? ""}
              onChange={(event) => set({ prompt: event.target.value || undefined })}
            />
          </Field>
          <div className="grid grid-cols-2 gap-4">
            <Field label="Put first" className="col-span-2">
              <Select
                value={typed.priority ?? ""}
                onChange={(event) => set({ priority: PRIORITIES.find((priority) => priority === event.target.value) })}
              >
                <option value="">As preferred</option>
                <option value="cost">Cost</option>
                <option value="latency">Latency</option>
                <option value="quality">Quality</option>
              </Select>
            </Field>
            <Field label="At most, in ms" optional>
              <Input
                type="number"
                min="1"
                step="1"
                inputMode="numeric"
                value={typed.maxLatencyMs ?? ""}
                onChange={(event) => set({ maxLatencyMs: event.target.value || undefined })}
              />
            </Field>
            <Field label="Least quality" optional>
              <Input
                type="number"
                min="0"
                max="1"
                step="any"
                inputMode="decimal"
                placeholder="0 to 1"
                value={typed.minQuality ?? ""}
                onChange={(event) => set({ minQuality: event.target.value || undefined })}
              />
            </Field>
          </div>
          <NamesField
            label="Prefer providers"
            help="They go first."
            placeholder="Add providers"
            options={providers}
            values={namesOf(typed.prefer)}
            onChange={(names) => set({ prefer: names.join() || undefined })}
          />
          <NamesField
            label="Exclude providers"
            help="They are not asked."
            placeholder="Add providers"
            options={providers}
            values={namesOf(typed.exclude)}
            onChange={(names) => set({ exclude: names.join() || undefined })}
          />
          <div>
            <Button type="submit" size="md" variant="primary" pending={pending}>
              Decide
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
