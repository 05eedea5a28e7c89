import { type FormEvent, useState } from "react";
import type { IamRule } from "../../../../src/client/api.ts";
import { Button } from "../../../ui/button.tsx";
import type { ComboboxOption } from "../../../ui/combobox.tsx";
import { Field, Input, Select } from "../../../ui/field.tsx";
import { NamesField } from "../../../ui/names-field.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { boundsOf, KINDS, type RuleDraft, ruleOf } from "./rule-draft.ts";

export interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly models: readonly ComboboxOption[];
  readonly providers: readonly ComboboxOption[];
  onDone(rule: IamRule): void;
  onCancel(): void;
}

const KIND_LABELS: Readonly<Record<IamRule["on"], string>> = {
  models: "Models",
  providers: "Providers",
  pricing: "Price",
  context: "Context window",
};
const HELP = {
  models: "Catalogue ids, provider/model, or a provider’s own names; * stands for any text.",
  providers: "Providers’ ids, or names of your own servers; * stands for any text.",
} as const;
const BOUND_LABELS = {
  minInputUsdPerMillion: "Input from US$",
  maxInputUsdPerMillion: "Input up to US$",
  minOutputUsdPerMillion: "Output from US$",
  maxOutputUsdPerMillion: "Output up to US$",
  minTokens: "From tokens",
  maxTokens: "Up to tokens",
} as const;

/** One rule while it is being written. */
export function RuleFields({ draft: given, models, providers, onDone, onCancel }: RuleFieldsProps) {
  const [draft, setDraft] = useState(given);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (change: Partial<RuleDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const done = (event: FormEvent): void => {
    event.preventDefault();
    const rule = ruleOf(draft);
    if (typeof rule === "string") setProblem(rule);
    else onDone(rule);
  };
  const { on, effect, values, bounds } = draft;
  return (
    <form noValidate onSubmit={done} className="grid gap-4 rounded-md border border-line-strong/60 p-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Segmented
          label="Effect"
          value={effect}
          onChange={(next) => set({ effect: next })}
          options={[
            { value: "allow", label: "Allow only" },
            { value: "deny", label: "Deny" },
          ]}
        />
        <Select
          aria-label="What the rule is about"
          fit
          value={on}
          // Names of models are none of providers.
          onChange={(event) => set({ on: event.target.value as IamRule["on"], values: [] })}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {KIND_LABELS[kind]}
            </option>
          ))}
        </Select>
      </div>
      {on === "models" || on === "providers" ? (
        <NamesField
          key={on}
          label={KIND_LABELS[on]}
          help={HELP[on]}
          placeholder={`Add ${on}`}
          options={on === "models" ? models : providers}
          values={values}
          onChange={(next) => set({ values: next })}
        />
      ) : (
        <div className="grid gap-2">
          <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
            {boundsOf(on).map((bound) => (
              <Field key={bound} label={BOUND_LABELS[bound]}>
                <Input
                  type="number"
                  min="0"
                  step={on === "context" ? "1" : "any"}
                  inputMode="decimal"
                  value={bounds[bound] ?? ""}
                  onChange={(event) => set({ bounds: { ...bounds, [bound]: event.target.value } })}
                />
              </Field>
            ))}
          </div>
          <p className="text-sm text-muted">
            {on === "pricing" ? "The catalogue’s price of a million tokens. " : ""}
            What is not known meets every deny rule and no allow rule.
          </p>
        </div>
      )}
      <Field label="Name" optional help="What a refusal calls the rule." className="md:max-w-80">
        <Input maxLength={100} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      {problem !== null && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit">Done</Button>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
