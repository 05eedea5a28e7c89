import { useForm } from "react-hook-form";
import type { AlertRule } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { MultiCombobox } from "../../ui/combobox.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { KINDS, RULE_KIND_WORDS, type RuleKind, type ScopeName } from "./kinds.ts";
import { RuleScope } from "./rule-scope.tsx";
import { thresholdsOf, typedThreshold } from "./rule-words.ts";
import type { AlertNames } from "./use-alert-names.ts";

export interface RuleDialogProps {
  readonly organizationId: string;
  /** The one that is changed; a new one when absent. */
  readonly rule: AlertRule | undefined;
  readonly known: AlertNames;
  onClose(): void;
}

export interface RuleFields {
  name: string;
  kind: RuleKind;
  threshold: string;
  scope: Record<ScopeName, string>;
  channels: readonly string[];
}

/** Makes or changes a rule: the fields are those of its kind. */
export function RuleDialog({ organizationId, rule, known, onClose }: RuleDialogProps) {
  const stale = ["getAlertsRules"] as const;
  const create = useApiMutation("postAlertsRules", { stale });
  const change = useApiMutation("patchAlertsRulesById", { stale });
  const form = useForm<RuleFields>({ defaultValues: defaultsOf(rule) });
  const { register, watch, setValue, formState } = form;
  const kind = watch("kind");
  const { help, threshold } = KINDS[kind];
  const channels = watch("channels");
  const { of, other } = fieldErrors(create.error ?? change.error, ["name"]);
  const submit = form.handleSubmit(async (typed) => {
    const body = {
      name: typed.name.trim(),
      thresholds: thresholdsOf(kind, typed.threshold) ?? {},
      scope: Object.fromEntries(
        KINDS[kind].scope.map((name) => [name, typed.scope[name]]).filter(([, value]) => value !== ""),
      ),
      channels: typed.channels.length === 0 ? null : typed.channels,
    };
    if (rule === undefined) await create.mutateAsync({ body: { organizationId, kind, ...body } });
    else await change.mutateAsync({ path: { id: rule.id }, body });
    toast("Saved.");
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={rule === undefined ? "Create an alert rule" : `Edit ${rule.name}`}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Tells that" help={help}>
          <Select autoFocus disabled={rule !== undefined} {...register("kind")}>
            {RULE_KIND_WORDS.map((word) => (
              <option key={word} value={word}>
                {KINDS[word].label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Name" error={of("name")}>
          <Input required maxLength={255} placeholder={KINDS[kind].label} {...register("name")} />
        </Field>
        {threshold && (
          <Field
            label={threshold.label}
            optional
            help={`When empty: ${threshold.byDefault}.`}
            error={formState.errors.threshold?.message}
          >
            <Input
              inputMode="decimal"
              placeholder={threshold.name === "percents" ? "50, 90" : threshold.byDefault}
              {...register("threshold", {
                validate: (typed) => thresholdsOf(kind, typed) !== null || WRONG[threshold.name],
              })}
            />
          </Field>
        )}
        <RuleScope form={form} known={known} />
        <div className="grid gap-1">
          <p className="text-sm font-medium">Channels</p>
          <MultiCombobox
            label="Channels"
            values={channels}
            onChange={(next) => setValue("channels", next)}
            placeholder={channels.length === 0 ? "All that are enabled" : "Add a channel"}
            empty="No channel is called that."
            options={known.channels.map(({ id, name, kind: note }) => ({ value: id, label: name, note }))}
          />
        </div>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={create.isPending || change.isPending}>
            {rule === undefined ? "Create rule" : "Save"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const WRONG = {
  percents: "Whole numbers from 1 to 1000, such as 50, 90.",
  days: "Whole numbers from 0 to 90, such as 7, 1.",
  deviations: "One number from 3 to 100.",
} as const;

function defaultsOf(rule: AlertRule | undefined): RuleFields {
  const { projectId = "", apiKeyId = "", budgetId = "", provider = "" } = rule?.scope ?? {};
  return {
    name: rule?.name ?? "",
    kind: rule === undefined || rule.kind === "test" ? "budget_threshold" : rule.kind,
    threshold: rule === undefined ? "" : typedThreshold(rule),
    scope: { projectId, apiKeyId, budgetId, provider },
    channels: rule?.channels ?? [],
  };
}
