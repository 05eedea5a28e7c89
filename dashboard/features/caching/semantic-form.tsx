import { type FormEvent, useState } from "react";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Combobox } from "../../ui/combobox.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { useModelOptions } from "../models/name-options.ts";
import { EmbeddingCost } from "./embedding-cost.tsx";
import { draftOfSemantic, type SemanticDraft, type SemanticSettings, semanticPatch } from "./semantic-draft.ts";

export interface SemanticFormProps {
  readonly organizationId: string;
  readonly settings: SemanticSettings;
}

/** Whether other words for the same question get the same answer. */
export function SemanticForm({ organizationId, settings }: SemanticFormProps) {
  const before = draftOfSemantic(settings);
  const [draft, setDraft] = useState(before);
  const change = useApiMutation("patchOrganizationsByIdSettings", { stale: ["getOrganizationsByIdSettings"] });
  const models = useModelOptions();
  const embedders = useModelOptions(undefined, "embed");
  const set = (next: Partial<SemanticDraft>): void => setDraft((now) => ({ ...now, ...next }));
  const patch = semanticPatch(before, draft);
  const { of, other } = fieldErrors(change.error, ["similarity_threshold", "ttl_seconds"]);
  const put = (semanticCache: OrganizationSettingsPart) =>
    change.mutateAsync({ path: { id: organizationId }, body: { semanticCache } });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await put(patch);
    toast("Saved.", { label: "Undo", run: () => void put(semanticPatch(draft, before)).catch(toastError) });
  };
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Card title="Semantic cache">
        <div className="grid gap-4">
          {other && <Notice tone="bad">{other}</Notice>}
          <Checkbox
            label="Answer questions that mean the same"
            help="Asked after the exact cache found nothing. Guards keep numbers, names, negation and the like apart."
            checked={draft.cache_enabled}
            onChange={(event) => set({ cache_enabled: event.target.checked })}
          />
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="What it does" help={MODE_HELP[draft.mode]}>
              <Select
                value={draft.mode}
                onChange={(event) => set({ mode: event.target.value as SemanticDraft["mode"] })}
              >
                <option value="on">Gives answers</option>
                <option value="shadow">Only watches (shadow)</option>
              </Select>
            </Field>
            <Field label="Answers are shared by">
              <Select
                value={draft.namespace}
                onChange={(event) => set({ namespace: event.target.value as SemanticDraft["namespace"] })}
              >
                <option value="organization">all projects</option>
                <option value="project">all keys of a project</option>
                <option value="key">nobody: each key has its own</option>
              </Select>
            </Field>
            <Field
              label="Least similarity"
              help="0.90 to 0.99; higher takes fewer answers."
              error={of("similarity_threshold")}
            >
              <Input
                type="number"
                min="0.9"
                max="0.99"
                step="0.01"
                required
                inputMode="decimal"
                value={draft.similarity_threshold}
                onChange={(event) => set({ similarity_threshold: event.target.value })}
              />
            </Field>
            <Field label="Kept for, in seconds" error={of("ttl_seconds")}>
              <Input
                type="number"
                min="1"
                step="1"
                required
                inputMode="numeric"
                value={draft.ttl_seconds}
                onChange={(event) => set({ ttl_seconds: event.target.value })}
              />
            </Field>
          </div>
          <div className="grid gap-1">
            <span aria-hidden className="text-sm font-medium">
              Embedding model
            </span>
            <Combobox
              label="Embedding model"
              free
              placeholder="As the gateway is set up"
              options={[{ value: "", label: "As the gateway is set up" }, ...embedders]}
              value={draft.embedding_model}
              onChange={(embedding_model) => set({ embedding_model })}
            />
            <p className="text-sm text-muted">It is called through the gateway, and needs a key of its provider.</p>
          </div>
          <NamesField
            label="Never for these models"
            help="As callers name them, with or without the provider."
            placeholder="Add models"
            options={models}
            values={draft.exclude_models}
            onChange={(exclude_models) => set({ exclude_models })}
          />
          <EmbeddingCost organizationId={organizationId} />
          <div>
            <Button type="submit" size="md" pending={change.isPending} disabled={Object.keys(patch).length === 0}>
              Save semantic cache
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}

type OrganizationSettingsPart = Partial<OrganizationSettings["semanticCache"]>;

const MODE_HELP = {
  on: "One hit in a hundred is asked live instead, and compared.",
  shadow: "Gives nothing: each would-be hit is compared with the live answer. The verdicts are in /metrics.",
} as const;
