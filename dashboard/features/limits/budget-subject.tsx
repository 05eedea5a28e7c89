import type { UseFormReturn } from "react-hook-form";
import { Combobox } from "../../ui/combobox.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { keyName } from "../api-keys/key-name.ts";
import type { BudgetFields } from "./budget-dialog.tsx";
import { SCOPE_LABELS, type Scope } from "./budget-words.ts";
import { SCOPES } from "./search.ts";
import type { Named } from "./use-names.ts";

export interface SubjectFields {
  scope: Scope;
  projectId: string;
  apiKeyId: string;
  tagName: string;
  tagValue: string;
  isEachValue: boolean;
}

export interface BudgetSubjectProps {
  readonly form: UseFormReturn<BudgetFields>;
  readonly named: Named;
  readonly error: string | undefined;
}

/** Whose spending a new budget bounds. */
export function BudgetSubject({ form, named, error }: BudgetSubjectProps) {
  const { register, watch, setValue } = form;
  const { projects, apiKeys, names } = named;
  const scope = watch("scope");
  return (
    <>
      <Field label="Bounds" error={scope === "organization" ? error : undefined}>
        <Select autoFocus {...register("scope")}>
          {SCOPES.map((each) => (
            <option key={each} value={each}>
              {SCOPE_LABELS[each]}
            </option>
          ))}
        </Select>
      </Field>
      {scope === "project" && (
        <Field label="Project" error={error}>
          <Select required {...register("projectId")}>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {scope === "key" && (
        <Field label="API key" error={error}>
          <Combobox
            label="API key"
            value={watch("apiKeyId")}
            onChange={(id) => setValue("apiKeyId", id)}
            empty="No key is called that."
            options={apiKeys.map((key) => ({
              value: key.id,
              label: keyName(key),
              note: names.get(key.projectId) ?? "",
            }))}
          />
        </Field>
      )}
      {scope === "tag" && (
        <>
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Tag" error={error} help="Its name in x-tags, such as team.">
              <Input required spellCheck={false} placeholder="team" {...register("tagName")} />
            </Field>
            {!watch("isEachValue") && (
              <Field label="Value">
                <Input required spellCheck={false} placeholder="search" {...register("tagValue")} />
              </Field>
            )}
          </div>
          <Checkbox
            label="A budget for each value"
            help="Such as one for each user: every value may spend the limit."
            {...register("isEachValue")}
          />
        </>
      )}
    </>
  );
}

/** What was chosen as the API takes it; undefined for the organization itself. */
export function scopeIdOf(typed: SubjectFields): string | undefined {
  if (typed.scope === "project") return typed.projectId;
  if (typed.scope === "key") return typed.apiKeyId;
  if (typed.scope === "tag") return `${typed.tagName.trim()}=${typed.isEachValue ? "*" : typed.tagValue.trim()}`;
  return undefined;
}
