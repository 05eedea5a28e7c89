import { MultiCombobox } from "../../ui/combobox.tsx";
import { Checkbox, Field, Input, Select, Textarea } from "../../ui/field.tsx";
import { ModelPicker } from "../models/model-picker.tsx";
import type { ParameterField, TypedParameters } from "./parameters.ts";

type Value = TypedParameters[string];

export interface ParameterInputProps {
  readonly field: ParameterField;
  readonly value: Value | undefined;
  readonly error: string | undefined;
  onChange(value: Value): void;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  topics: "weapons: rifle, pistol, ammunition",
  regions: "US",
  url: "https://your-app.com/check",
  replacement: "<REDACTED>",
};

/** One parameter of a guardrail, with the control that fits it. */
export function ParameterInput({ field, value, error, onChange }: ParameterInputProps) {
  const { name, label, kind, help, mustHave, byDefault, options } = field;
  if (kind === "flag") {
    return (
      <Checkbox
        label={label}
        {...(help === undefined ? {} : { help })}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  }
  if (kind === "several") {
    return (
      <div className="grid gap-1">
        <p className="text-sm font-medium">{label}</p>
        <MultiCombobox
          label={label}
          free
          values={Array.isArray(value) ? value : []}
          onChange={onChange}
          placeholder={Array.isArray(value) && value.length > 0 ? "Add another" : "The usual ones"}
          options={options.map((one) => ({ value: one, label: one }))}
        />
        {error && (
          <p role="alert" className="text-sm text-bad">
            {error}
          </p>
        )}
      </div>
    );
  }
  if (kind === "model") {
    return (
      <div className="grid min-w-0 content-start gap-1">
        <span aria-hidden className="text-sm font-medium">
          {label}
          {!mustHave && <span className="ml-1.5 font-normal text-muted">optional</span>}
        </span>
        <ModelPicker
          label={label}
          value={typeof value === "string" ? value : ""}
          onChange={onChange}
          {...(mustHave ? {} : { none: "None" })}
        />
        {(error ?? help) && (
          <p className={error ? "text-sm text-bad" : "text-sm text-muted"} role={error && "alert"}>
            {error ?? help}
          </p>
        )}
      </div>
    );
  }
  const text = typeof value === "string" ? value : "";
  const control = {
    value: text,
    required: mustHave,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  };
  const placeholder = PLACEHOLDERS[name] ?? (byDefault === undefined ? undefined : String(byDefault));
  return (
    <Field label={label} optional={!mustHave} help={help} error={error}>
      {kind === "choice" ? (
        <Select {...control}>
          {byDefault === undefined && <option value="">None</option>}
          {options.map((one) => (
            <option key={one} value={one}>
              {one.replaceAll("_", " ")}
            </option>
          ))}
        </Select>
      ) : kind === "lines" || kind === "topics" || kind === "long" ? (
        <Textarea rows={kind === "long" ? 3 : 4} spellCheck={kind === "long"} placeholder={placeholder} {...control} />
      ) : (
        <Input
          type={kind === "number" ? "number" : name === "url" ? "url" : "text"}
          {...(kind === "number" ? { step: "any" } : {})}
          spellCheck={false}
          placeholder={placeholder}
          {...control}
        />
      )}
    </Field>
  );
}
