import { useForm } from "react-hook-form";
import type { Guardrail, GuardrailTypes } from "../../../src/client/api.ts";
import { ApiError } from "../../api/error.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ParameterInput } from "./parameter-input.tsx";
import { fieldsOf, parametersOf, type TypedParameters, typedOf } from "./parameters.ts";
import { BEHAVIORS, TYPE_LABELS, TYPE_WORDS, WHERE } from "./words.ts";

export interface RuleDialogProps {
  readonly organizationId: string;
  /** The one that is changed; a new one when absent. */
  readonly rule: Guardrail | undefined;
  /** Names of the others. */
  readonly taken: readonly string[];
  readonly types: GuardrailTypes;
  onClose(): void;
  onDone(rule: Guardrail): void;
}

interface Typed {
  name: string;
  type: Guardrail["type"];
  where: Guardrail["where"];
  behavior: Guardrail["behavior"];
  role: string;
  message: string;
  description: string;
  parameters: Record<string, string | boolean | readonly string[]>;
}

const ROLES = { user: "Of users", system: "Of the system", assistant: "Of the assistant", tool: "Of tools" } as const;

/** One guardrail, with the parameters of its type. The gateway checks it before it is put into the draft. */
export function RuleDialog({ organizationId, rule, taken, types, onClose, onDone }: RuleDialogProps) {
  const check = useApiMutation("postGuardrailsTest");
  const known = {
    ...{ types: types.piiTypes.map(({ type }) => type), entities: types.piiTypes.map(({ type }) => type) },
    prompt_ref: types.judgePrompts,
  };
  const typeOf = (name: string) => types.types.find((each) => each.type === name);
  const fieldsFor = (name: string) => fieldsOf(typeOf(name) ?? { parameters: {} }, known);
  const form = useForm<Typed>({
    defaultValues: defaultsOf(rule, typedOf(fieldsFor(rule?.type ?? "pii"), rule?.parameters ?? {})),
  });
  const { register, watch, setValue, formState } = form;
  const type = watch("type");
  const behavior = watch("behavior");
  const fields = fieldsFor(type);
  const chosen = typeOf(type);
  const behaviors = (chosen?.behaviors ?? []).filter((each) => each !== "tokenize" || watch("where") !== "output");
  const refused = refusalOf(check.error);
  const setType = (next: Guardrail["type"]): void => {
    setValue("type", next);
    setValue("parameters", { ...typedOf(fieldsFor(next), {}) });
    const may = typeOf(next)?.behaviors ?? [];
    if (!may.includes(behavior) && may[0] !== undefined) setValue("behavior", may[0]);
    check.reset();
  };
  const submit = form.handleSubmit(async (typed) => {
    const made = ruleOf(typed, parametersOf(fields, typed.parameters), rule);
    await check.mutateAsync({ body: { organizationId, text: "", guardrails: [made as never] } });
    onDone(made);
  });
  return (
    <Dialog open wide onClose={onClose} title={rule === undefined ? "Add a guardrail" : `Edit ${rule.name}`}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {refused.other && <Notice tone="bad">{refused.other}</Notice>}
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Looks for" help={chosen?.description}>
            <Select value={type} onChange={(event) => setType(event.target.value as Guardrail["type"])}>
              {TYPE_WORDS.filter((word) => typeOf(word) !== undefined).map((word) => (
                <option key={word} value={word}>
                  {TYPE_LABELS[word]}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            label="Name"
            help="In logs, and where it refuses."
            error={formState.errors.name?.message ?? refused.of("name")}
          >
            <Input
              autoFocus
              required
              maxLength={64}
              placeholder="codenames"
              {...register("name", {
                validate: (name) => !taken.includes(name.trim()) || "Another guardrail of the list has this name.",
              })}
            />
          </Field>
          <Field label="In" error={refused.of("where")}>
            <Select {...register("where")}>
              {(["io", "input", "output"] as const).map((word) => (
                <option key={word} value={word}>
                  {WHERE[word].replace(/^./, (letter) => letter.toUpperCase())}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="When it finds something" help={BEHAVIORS[behavior].help} error={refused.of("behavior")}>
            <Select {...register("behavior")}>
              {behaviors.map((word) => (
                <option key={word} value={word}>
                  {BEHAVIORS[word].label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        {fields.map((field) => (
          <ParameterInput
            key={`${type} ${field.name}`}
            field={field}
            value={watch(`parameters.${field.name}`)}
            onChange={(value) => setValue(`parameters.${field.name}`, value)}
            error={refused.of(field.name)}
          />
        ))}
        <div className="grid gap-4 md:grid-cols-2">
          {(behavior === "block" || behavior === "soft_block") && (
            <Field label="What callers read" optional error={refused.of("response_message")}>
              <Input maxLength={1_000} placeholder="Leave out staff numbers." {...register("message")} />
            </Field>
          )}
          <Field label="Messages" error={refused.of("message_roles")}>
            <Select {...register("role")}>
              <option value="">Of everybody</option>
              {(rule?.message_roles?.length ?? 0) > 1 && (
                <option value="as before">{rule?.message_roles?.map((role) => ROLES[role]).join(", ")}</option>
              )}
              {Object.entries(ROLES).map(([role, label]) => (
                <option key={role} value={role}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Note" optional error={refused.of("description")}>
            <Input maxLength={1_000} {...register("description")} />
          </Field>
        </div>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={check.isPending}>
            {rule === undefined ? "Add" : "Apply"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function defaultsOf(rule: Guardrail | undefined, parameters: TypedParameters): Typed {
  const [role = "", ...more] = rule?.message_roles ?? [];
  return {
    name: rule?.name ?? "",
    type: rule?.type ?? "pii",
    where: rule?.where ?? "io",
    behavior: rule?.behavior ?? "redact",
    role: more.length > 0 ? "as before" : role,
    message: rule?.response_message ?? "",
    description: rule?.description ?? "",
    parameters,
  };
}

function ruleOf(typed: Typed, parameters: Guardrail["parameters"], before: Guardrail | undefined): Guardrail {
  const { type, where, behavior, role } = typed;
  const message = typed.message.trim();
  const description = typed.description.trim();
  const roles = role === "as before" ? before?.message_roles : role === "" ? undefined : [role as keyof typeof ROLES];
  return {
    ...{ name: typed.name.trim(), type, where, behavior, parameters, enabled: before?.enabled ?? true },
    ...(message === "" ? {} : { response_message: message }),
    ...(description === "" ? {} : { description }),
    ...(roles === undefined ? {} : { message_roles: roles }),
  };
}

/** Puts a refusal beside the field that it is about: `guardrails[0].parameters.values[1]` is that of the values. */
function refusalOf(error: unknown): { of(name: string): string | undefined; readonly other: string | undefined } {
  if (!(error instanceof Error)) return { of: () => undefined, other: undefined };
  const param = error instanceof ApiError ? error.param : null;
  const name = /^guardrails\[0\]\.(?:parameters\.)?(\w+)/.exec(param ?? "")?.[1];
  const message = error.message.replace(/^guardrails\[0\]\.(?:parameters\.)?/, "");
  return { of: (asked) => (asked === name ? message : undefined), other: name === undefined ? message : undefined };
}
