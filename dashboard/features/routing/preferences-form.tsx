import { type FormEvent, useState } from "react";
import type { RoutingPreferences, RoutingPreferencesPatch } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import type { ComboboxOption } from "../../ui/combobox.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { duration, percent } from "../../ui/format.ts";
import { NamesField } from "../../ui/names-field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { ChainField } from "./chain-field.tsx";
import { draftOfPreferences, NAME_LISTS, type PreferencesDraft, preferencesPatch } from "./preferences-draft.ts";

export interface PreferencesFormProps {
  readonly title: string;
  readonly intro: string;
  readonly preferences: RoutingPreferences;
  /** What holds where nothing is set here; undefined: nothing does, or it is not known. */
  readonly inherited: RoutingPreferences | undefined;
  readonly may: boolean;
  readonly models: readonly ComboboxOption[];
  readonly providers: readonly ComboboxOption[];
  save(patch: NonNullable<RoutingPreferencesPatch>): Promise<unknown>;
}

const LISTS = {
  allowed_providers: ["Only these providers", "Empty: all. Others are never asked.", "Add providers"],
  blocked_providers: ["Never these providers", "Whatever is asked for.", "Add providers"],
  allowed_models: ["Only these models", "Empty: all. * stands for any text, as in openai/*.", "Add models"],
  blocked_models: ["Never these models", "Naming one is refused with 403.", "Add models"],
} as const;

/** Routing preferences, each with what it means. */
export function PreferencesForm(props: PreferencesFormProps) {
  const { title, intro, preferences, inherited, may, models, providers, save } = props;
  const before = draftOfPreferences(preferences);
  const [draft, setDraft] = useState(before);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const set = (change: Partial<PreferencesDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const patch = preferencesPatch(before, draft);
  const { of, other } = fieldErrors(failure, ["default_priority", "quality_threshold", "max_latency_ms"]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setPending(true);
    setFailure(null);
    try {
      await save(patch);
      toast("Preferences saved. They are in force within a second.", {
        label: "Undo",
        run: () => void save(preferencesPatch(draft, before)).catch(toastError),
      });
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  };
  const unset = (value: string | null | undefined): string =>
    inherited === undefined ? "Not set" : `As the organization: ${value ?? "not set"}`;
  return (
    <form onSubmit={(event) => void submit(event)} className="max-w-3xl">
      <Card title={title}>
        <fieldset disabled={!may} className="grid gap-5">
          <p className="text-sm text-muted">{intro}</p>
          {other && <Notice tone="bad">{other}</Notice>}
          <div className="grid gap-4 md:grid-cols-3">
            <Field label="Put first" help="What candidates are ordered by." error={of("default_priority")}>
              <Select
                value={draft.default_priority}
                onChange={(event) =>
                  set({ default_priority: event.target.value as PreferencesDraft["default_priority"] })
                }
              >
                <option value="">{unset(inherited?.default_priority)}</option>
                <option value="cost">Cost</option>
                <option value="latency">Latency</option>
                <option value="quality">Quality</option>
              </Select>
            </Field>
            <Field
              label="Quality wanted"
              help="0 to 1. Who misses it goes last; nobody is refused."
              error={of("quality_threshold")}
            >
              <Input
                type="number"
                min="0"
                max="1"
                step="any"
                inputMode="decimal"
                placeholder={unset(inherited && percent(inherited.quality_threshold))}
                value={draft.quality_threshold}
                onChange={(event) => set({ quality_threshold: event.target.value })}
              />
            </Field>
            <Field
              label="Latency wanted, in ms"
              help="To the first token of streams. Slower ones go last."
              error={of("max_latency_ms")}
            >
              <Input
                type="number"
                min="1"
                step="1"
                inputMode="numeric"
                placeholder={unset(inherited && duration(inherited.max_latency_ms))}
                value={draft.max_latency_ms}
                onChange={(event) => set({ max_latency_ms: event.target.value })}
              />
            </Field>
          </div>
          <div className="grid gap-x-4 gap-y-5 md:grid-cols-2">
            {NAME_LISTS.map((name) => {
              const [label, help, placeholder] = LISTS[name];
              const above = inherited?.[name] ?? [];
              const note = above.length > 0 ? `${help} The organization: ${above.join(", ")}.` : help;
              return (
                <NamesField
                  key={name}
                  label={label}
                  help={note}
                  placeholder={placeholder}
                  options={name.endsWith("models") ? models : providers}
                  disabled={!may}
                  values={draft[name]}
                  onChange={(values) => set({ [name]: values })}
                />
              );
            })}
          </div>
          <Field
            label="When one fails"
            className="md:max-w-80"
            help="Attempts before the first piece of an answer, streams included."
          >
            <Select
              value={draft.fallback_enabled}
              onChange={(event) =>
                set({ fallback_enabled: event.target.value as PreferencesDraft["fallback_enabled"] })
              }
            >
              <option value="">
                {inherited === undefined
                  ? "Not set: ask the next one"
                  : unset(inherited.fallback_enabled === false ? "ask nobody else" : "ask the next one")}
              </option>
              <option value="on">Ask the next one</option>
              <option value="off">Ask nobody else</option>
            </Select>
          </Field>
          <ChainField
            chain={draft.fallback_chain}
            options={models}
            disabled={!may}
            onChange={(fallback_chain) => set({ fallback_chain })}
          />
          {may && (
            <div className="flex flex-wrap gap-2">
              <Button
                type="submit"
                size="md"
                variant="primary"
                pending={pending}
                disabled={Object.keys(patch).length === 0}
              >
                Save preferences
              </Button>
              {Object.keys(patch).length > 0 && (
                <Button size="md" onClick={() => setDraft(before)}>
                  Discard changes
                </Button>
              )}
            </div>
          )}
        </fieldset>
      </Card>
    </form>
  );
}
