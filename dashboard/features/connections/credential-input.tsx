import type { ChangeEvent, ComponentProps, FocusEvent } from "react";
import { Field, Input, Select, Textarea } from "../../ui/field.tsx";
import type { FormField } from "./credential-fields.ts";

export interface CredentialInputProps extends Pick<ComponentProps<"input">, "name" | "ref"> {
  readonly field: FormField;
  readonly error: string | undefined;
  /** What is kept of it, masked where it is secret; absent for a new credential. */
  readonly kept?: string | undefined;
  /** One handler for three kinds of control. */
  onChange(event: ChangeEvent): unknown;
  onBlur(event: FocusEvent): unknown;
}

/** One field of a credential, with the control that fits it. Browsers neither fill in nor keep what is secret. */
export function CredentialInput({ field, error, kept, ref, ...control }: CredentialInputProps) {
  const { label, help, multiline, options, secret, default: fallback } = field;
  // A secret that is kept need not be typed again.
  const isKept = secret && kept !== undefined;
  const mustHave = field.mustHave && !isKept;
  const placeholder = isKept ? kept : (fallback ?? undefined);
  const common = { required: mustHave, autoComplete: "off", ...control };
  const place = { ref: ref as never };
  return (
    <Field
      label={label}
      optional={!field.mustHave}
      error={error}
      help={isKept ? "Stays as it is unless you type a new one." : (help ?? undefined)}
    >
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
        <Textarea spellCheck={false} placeholder={placeholder} {...common} {...place} />
      ) : (
        <Input
          type={secret ? "password" : "text"}
          spellCheck={false}
          data-1p-ignore={secret || undefined}
          placeholder={placeholder}
          {...common}
          autoComplete={secret ? "new-password" : "off"}
          {...place}
        />
      )}
    </Field>
  );
}
