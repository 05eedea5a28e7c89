import { type UseFormReturn, useForm } from "react-hook-form";
import type { Budget } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { BudgetSubject, type SubjectFields, scopeIdOf } from "./budget-subject.tsx";
import { PERIOD_WORDS, PERIODS, type Period, percentsOf, subjectOf } from "./budget-words.ts";
import type { Named } from "./use-names.ts";

export interface BudgetDialogProps {
  readonly organizationId: string;
  /** The one that is changed; a new one when absent. */
  readonly budget: Budget | undefined;
  readonly named: Named;
  /** The project that is looked at. */
  readonly projectId: string | undefined;
  onClose(): void;
}

export interface BudgetFields extends SubjectFields {
  name: string;
  period: Period;
  limitUsd: string;
  hard: "yes" | "no";
  allowUnpriced: boolean;
  thresholds: string;
}

/** Makes or changes a budget. What it is for, and its period, never change. */
export function BudgetDialog({ organizationId, budget, named, projectId, onClose }: BudgetDialogProps) {
  const create = useApiMutation("postBudgets", { stale: ["getBudgets"] });
  const change = useApiMutation("patchBudgetsById", { stale: ["getBudgets"] });
  const form = useForm<BudgetFields>({ defaultValues: defaultsOf(budget, named, projectId) });
  const { of, other } = fieldErrors(create.error ?? change.error, ["name", "scopeId", "period", "limitUsd"]);
  const submit = form.handleSubmit(async (typed) => {
    const body = {
      name: typed.name.trim(),
      limitUsd: Number(typed.limitUsd),
      hard: typed.hard === "yes",
      allowUnpriced: typed.allowUnpriced,
      thresholds: percentsOf(typed.thresholds) ?? [],
    };
    if (budget === undefined) {
      const { scope, period } = typed;
      const scopeId = scopeIdOf(typed);
      const subject = { scope, period, ...(scopeId === undefined ? {} : { scopeId }) };
      await create.mutateAsync({ body: { organizationId, ...body, ...subject } });
    } else {
      await change.mutateAsync({ path: { id: budget.id }, body });
    }
    toast("Saved. It holds from the next request on.");
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={budget === undefined ? "Create a budget" : "Edit the budget"}
      description={budget && `${subjectOf(budget, named.names)}, ${PERIODS[budget.period].per}.`}
    >
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        {budget === undefined && <BudgetSubject form={form} named={named} error={of("scopeId")} />}
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Limit in US$" error={of("limitUsd")}>
            <Input
              type="number"
              min="0"
              step="any"
              inputMode="decimal"
              required
              autoFocus={budget !== undefined}
              {...form.register("limitUsd")}
            />
          </Field>
          {budget === undefined && (
            <Field label="Within" error={of("period")}>
              <Select {...form.register("period")}>
                {PERIOD_WORDS.map((period) => (
                  <option key={period} value={period}>
                    {PERIODS[period].label}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <Field label="Name" optional error={of("name")}>
            <Input maxLength={255} placeholder="Search team" {...form.register("name")} />
          </Field>
        </div>
        <Acts form={form} />
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending || change.isPending}>
            {budget === undefined ? "Create budget" : "Save"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** What happens near the limit and at it. */
function Acts({ form }: { readonly form: UseFormReturn<BudgetFields> }) {
  const { register, watch, formState } = form;
  const isHard = watch("hard") === "yes";
  return (
    <>
      <Field
        label="At the limit"
        help={
          isHard
            ? "A request that could cost more than is left gets 402 budget_exceeded."
            : "Requests go on. Alerts tell, from the percentages below on."
        }
      >
        <Select {...register("hard")}>
          <option value="yes">Refuse requests</option>
          <option value="no">Only tell</option>
        </Select>
      </Field>
      {isHard && (
        <Checkbox
          label="Let models without a known price pass"
          help="Their cost cannot be counted, so they are refused otherwise."
          {...register("allowUnpriced")}
        />
      )}
      <Field
        label="Alerts at, in percent"
        optional
        help="Several with commas between."
        error={formState.errors.thresholds?.message}
      >
        <Input
          inputMode="numeric"
          placeholder="80, 100"
          {...register("thresholds", {
            validate: (typed) => percentsOf(typed) !== null || "Whole numbers from 1 to 1000, such as 80, 100.",
          })}
        />
      </Field>
    </>
  );
}

function defaultsOf(budget: Budget | undefined, named: Named, projectId: string | undefined): BudgetFields {
  const [firstProject] = named.projects;
  const [firstKey] = named.apiKeys;
  return {
    scope: projectId === undefined ? "organization" : "project",
    projectId: projectId ?? firstProject?.id ?? "",
    apiKeyId: firstKey?.id ?? "",
    ...{ tagName: "", tagValue: "", isEachValue: false, period: "month" },
    name: budget?.name ?? "",
    limitUsd: budget === undefined ? "" : String(budget.limitUsd),
    hard: budget?.hard === false ? "no" : "yes",
    allowUnpriced: budget?.allowUnpriced ?? false,
    thresholds: (budget?.thresholds ?? [80, 100]).join(", "),
  };
}
