import { useState } from "react";
import { type UseFormRegister, useForm } from "react-hook-form";
import type { KeyRateLimits, OrganizationSettingsPatch, SpendLimits } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { figureOf, RATE_NAMES, RATES, type RateName, SPEND_NAMES, SPENDS, type SpendName } from "./limit-words.ts";

type Body = Pick<OrganizationSettingsPatch, "limits" | "rateLimits">;

export interface LimitsDialogProps {
  readonly title: string;
  readonly description: string;
  readonly rateLimits: KeyRateLimits;
  readonly limits: SpendLimits;
  /** Rates of each address; absent where they cannot be set. */
  readonly address?: KeyRateLimits;
  onClose(): void;
  onSave(body: Body): Promise<unknown>;
}

interface Typed {
  rates: Record<RateName, string>;
  spends: Record<SpendName, string>;
  address: Record<RateName, string>;
  allowUnpriced: boolean;
}

/** Rates and spend limits. What is left empty has no limit; only what was changed is sent. */
export function LimitsDialog({ title, description, onClose, onSave, ...given }: LimitsDialogProps) {
  const { rateLimits, limits, address } = given;
  const [failure, setFailure] = useState<unknown>(null);
  const { register, handleSubmit, formState } = useForm<Typed>({
    defaultValues: {
      rates: typedOf(RATE_NAMES, rateLimits),
      spends: typedOf(SPEND_NAMES, limits),
      address: typedOf(RATE_NAMES, address ?? null),
      allowUnpriced: limits.allow_unpriced,
    },
  });
  const { other } = fieldErrors(failure, []);
  const { dirtyFields: dirty } = formState;
  const submit = handleSubmit(async ({ rates, spends, allowUnpriced, address: each }) => {
    setFailure(null);
    try {
      await onSave({
        rateLimits: {
          ...figuresOf(rates, dirty.rates),
          ...(dirty.address === undefined ? {} : { ip: figuresOf(each, dirty.address) }),
        },
        limits: {
          ...figuresOf(spends, dirty.spends),
          ...(dirty.allowUnpriced ? { allow_unpriced: allowUnpriced } : {}),
        },
      });
      toast("Saved. It holds within a second.");
      onClose();
    } catch (error) {
      setFailure(error);
    }
  });
  return (
    <Dialog open wide onClose={onClose} title={title} description={description}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-5">
        {other && <Notice tone="bad">{other}</Notice>}
        <Part title="Rates" part="rates" words={RATES} register={register} />
        <Part title="Spend" part="spends" words={SPENDS} register={register} />
        <Checkbox
          label="Let models without a known price pass"
          help="A spend limit cannot count them, so it refuses them otherwise."
          {...register("allowUnpriced")}
        />
        {address !== undefined && (
          <Part title="For each address that calls" part="address" words={RATES} register={register} />
        )}
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={formState.isSubmitting}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface PartProps {
  readonly title: string;
  readonly part: "rates" | "spends" | "address";
  readonly words: Readonly<Record<string, { readonly label: string }>>;
  readonly register: UseFormRegister<Typed>;
}

function Part({ title, part, words, register }: PartProps) {
  const isMoney = part === "spends";
  return (
    <fieldset className="grid gap-3 md:grid-cols-2">
      <legend className="mb-2 text-base font-semibold">{title}</legend>
      {Object.entries(words).map(([name, { label }], index) => (
        <Field key={name} label={label}>
          <Input
            type="number"
            min={isMoney ? 0 : 1}
            step={isMoney ? "any" : 1}
            inputMode={isMoney ? "decimal" : "numeric"}
            placeholder="no limit"
            autoFocus={part === "rates" && index === 0}
            {...register(`${part}.${name}` as "rates.rpm")}
          />
        </Field>
      ))}
    </fieldset>
  );
}

function typedOf<Name extends string>(
  names: readonly Name[],
  values: Partial<Readonly<Record<Name, number | null>>> | null,
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, String(values?.[name] ?? "")])) as Record<Name, string>;
}

function figuresOf<Name extends string>(
  typed: Record<Name, string>,
  dirty: Partial<Record<Name, boolean>> = {},
): Partial<Record<Name, number | null>> {
  const changed = Object.entries<string>(typed).filter(([name]) => dirty[name as Name]);
  return Object.fromEntries(changed.map(([name, one]) => [name, figureOf(one)])) as Partial<
    Record<Name, number | null>
  >;
}
