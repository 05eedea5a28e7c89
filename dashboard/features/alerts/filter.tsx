import { Select } from "../../ui/field.tsx";

export interface FilterProps<Value extends string> {
  readonly label: string;
  readonly any: string;
  readonly value: Value | undefined;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  onChange(value: Value | undefined): void;
}

/** One filter of a list: one of a few values, or any. */
export function Filter<Value extends string>({ label, any, value, options, onChange }: FilterProps<Value>) {
  return (
    <Select
      aria-label={label}
      fit
      className="max-md:min-w-0 max-md:flex-1"
      value={value ?? ""}
      onChange={(event) => onChange(options.find((each) => each.value === event.target.value)?.value)}
    >
      <option value="">{any}</option>
      {options.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </Select>
  );
}
