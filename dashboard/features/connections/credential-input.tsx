import type { ChangeEvent, ComponentProps, FocusEvent } from "react";
import { Field, Input, Select, Textarea } from "../../ui/field.tsx";
import type { FormField } from "./credential-fields.ts";

export interface CredentialInputProps extends Pick<ComponentProps<"input">, "name" | "ref"> {
  readonly field: FormField;
  readonly error: string | undefined;
  /** One handler for three kinds of control. */
  onChange(event: ChangeEvent): unknown;
  onBlur(event: FocusEvent): unknown;
}

/** One field of a credential, with the control that fits it. Browsers neither fill in nor keep what is secret. */
export function CredentialInput({ field, error, ref, ...control }: CredentialInputProps) {
  const { label, help, mustHave, multiline, options, secret, default: fallback } = field;
  const common = { required: mustHave, autoComplete: "off", ...control };
  const place = { ref: ref as never };
  return (
    <Field label={label} optional={!mustHave} error={error} help={help ?? undefined}>
      {options !== null ? (
        <Select {...common} {...place}>
          {!mustHave && <option value="">{fallback ?? "Not set"}</option>}
          {options.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      ) : multiline ? (
        <Textarea spellCheck={false} {...common} {...place} />
      ) : (
        <Input
          type={secret ? "password" : "text"}
          spellCheck={false}
          data-1p-ignore={secret || undefined}
          placeholder={fallback ?? undefined}
          {...common}
          autoComplete={secret ? "new-password" : "off"}
          {...place}
        />
      )}
    </Field>
  );
}
