import type { FieldValues, Path, UseFormRegister } from "react-hook-form";
import { Field, Input } from "../../ui/field.tsx";
import { RATES } from "./limits-draft.ts";

const LABELS: Readonly<Record<(typeof RATES)[number], string>> = {
  rpm: "Requests a minute",
  tpm: "Tokens a minute",
  rpd: "Requests a day",
  parallel: "Requests at a time",
};

export interface RateFieldsProps<Typed extends FieldValues> {
  readonly register: UseFormRegister<Typed>;
  errorOf(name: string): string | undefined;
  /** What holds where nothing is typed. */
  readonly placeholder?: string;
}

/** Four fields for rates, of whatever form has them under these names. */
export function RateFields<Typed extends FieldValues>({
  register,
  errorOf,
  placeholder = "No limit",
}: RateFieldsProps<Typed>) {
  return RATES.map((rate) => (
    <Field key={rate} label={LABELS[rate]} error={errorOf(rate)}>
      <Input
        type="number"
        min="1"
        step="1"
        inputMode="numeric"
        placeholder={placeholder}
        {...register(rate as Path<Typed>)}
      />
    </Field>
  ));
}
