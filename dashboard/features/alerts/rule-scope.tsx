import type { UseFormReturn } from "react-hook-form";
import { Field, Select } from "../../ui/field.tsx";
import { keyName } from "../api-keys/key-name.ts";
import { FIELD_BUDGETS, KINDS, type ScopeName } from "./kinds.ts";
import type { RuleFields } from "./rule-dialog.tsx";
import type { AlertNames } from "./use-alert-names.ts";

export interface RuleScopeProps {
  readonly form: UseFormReturn<RuleFields>;
  readonly known: AlertNames;
}

type Option = readonly [value: string, label: string];

/** What a rule is narrowed to, as far as its kind can be. */
export function RuleScope({ form, known }: RuleScopeProps) {
  const names = KINDS[form.watch("kind")].scope;
  const options: Readonly<Record<ScopeName, { label: string; any: string; all: readonly Option[] }>> = {
    projectId: { label: "Project", any: "Any project", all: known.projects.map(({ id, name }) => [id, name]) },
    apiKeyId: { label: "API key", any: "Any key", all: known.apiKeys.map((key) => [key.id, keyName(key)]) },
    budgetId: {
      label: "Budget",
      any: "Any budget or limit",
      all: [
        ...known.budgets.map(({ id }): Option => [id, known.names.get(id) ?? id]),
        ...FIELD_BUDGETS.map(([id, label]): Option => [id, `The ${label}`]),
      ],
    },
    provider: { label: "Provider", any: "Any provider", all: known.providers.map(({ id, name }) => [id, name]) },
  };
  return names.map((name) => {
    const { label, any, all } = options[name];
    const chosen = form.watch(`scope.${name}`);
    return (
      <Field key={name} label={label}>
        <Select {...form.register(`scope.${name}`)}>
          <option value="">{any}</option>
          {chosen !== "" && !all.some(([value]) => value === chosen) && <option value={chosen}>{chosen}</option>}
          {all.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      </Field>
    );
  });
}
