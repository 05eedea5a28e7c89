import type { GuardrailTypes } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import { BEHAVIORS, type Pii } from "./words.ts";

export interface PersonalDataProps {
  readonly pii: Pii;
  readonly types: GuardrailTypes;
  onChange(pii: Pii): void;
}

const ACTIONS = ["redact", "tokenize", "block", "warn"] as const;
/** What this setting takes; a guardrail of the type "Personal data" takes more. */
const TYPES = ["email", "phone", "ssn", "credit_card", "api_key", "ip_address", "iban"];

/** The short way: one setting for all requests of the organization. */
export function PersonalData({ pii, types, onChange }: PersonalDataProps) {
  const { pii_detection_enabled: isOn, pii_action: action, pii_types: chosen } = pii;
  const described = new Map(types.piiTypes.map(({ type, description }) => [type, description]));
  const toggle = (type: string, on: boolean): void =>
    onChange({ ...pii, pii_types: TYPES.filter((each) => (each === type ? on : chosen.includes(each))) });
  return (
    <Card title="Personal data in requests">
      <div className="grid gap-4">
        <Checkbox
          label="Look for personal data in all that callers send"
          help="Before a provider sees it, in every project."
          checked={isOn}
          onChange={(event) => onChange({ ...pii, pii_detection_enabled: event.target.checked })}
        />
        {isOn && (
          <>
            <Field label="When it is found" help={BEHAVIORS[action].help} className="md:max-w-72">
              <Select
                value={action}
                onChange={(event) =>
                  onChange({ ...pii, pii_action: ACTIONS.find((each) => each === event.target.value) ?? action })
                }
              >
                {ACTIONS.map((word) => (
                  <option key={word} value={word}>
                    {BEHAVIORS[word].label}
                  </option>
                ))}
              </Select>
            </Field>
            <fieldset className="grid gap-2">
              <legend className="mb-1.5 text-sm font-medium">What counts</legend>
              {TYPES.map((type) => (
                <Checkbox
                  key={type}
                  label={described.get(type) ?? type}
                  checked={chosen.includes(type)}
                  onChange={(event) => toggle(type, event.target.checked)}
                />
              ))}
            </fieldset>
          </>
        )}
      </div>
    </Card>
  );
}
