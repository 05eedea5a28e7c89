import { Pencil, Plus, X } from "lucide-react";
import { useState } from "react";
import type { IamRule } from "../../../../src/client/api.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import type { ComboboxOption } from "../../../ui/combobox.tsx";
import { draftOfRule, meaningOf, NEW_RULE } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";

export interface RuleListProps {
  readonly rules: readonly IamRule[];
  readonly may: boolean;
  readonly models: readonly ComboboxOption[];
  readonly providers: readonly ComboboxOption[];
  onChange(rules: readonly IamRule[]): void;
}

/** Rules in sentences, each to be changed where it stands. */
export function RuleList({ rules, may, models, providers, onChange }: RuleListProps) {
  /** The place of the rule that is being written; one past the last is a new one. */
  const [open, setOpen] = useState<number | null>(null);
  const place = (index: number, rule: IamRule): void => {
    onChange([...rules.slice(0, index), rule, ...rules.slice(index + 1)]);
    setOpen(null);
  };
  const fields = (index: number, draft = NEW_RULE) => (
    <RuleFields
      draft={draft}
      models={models}
      providers={providers}
      onDone={(rule) => place(index, rule)}
      onCancel={() => setOpen(null)}
    />
  );
  return (
    <div className="grid gap-3">
      {rules.length === 0 && open === null && (
        <p className="text-sm text-muted">No rules: every model may be called that the project has a key for.</p>
      )}
      <ul className="grid gap-2 empty:hidden" aria-label="Rules">
        {rules.map((rule, index) => (
          // Rules have no ids; their place is what a refusal calls them by.
          <li key={`${index} ${meaningOf(rule)}`}>
            {open === index ? (
              fields(index, draftOfRule(rule))
            ) : (
              <div className="flex items-center gap-2.5 rounded-md border border-line py-1 pr-1 pl-3">
                <Badge tone={rule.effect === "allow" ? "good" : "bad"}>
                  {rule.effect === "allow" ? "allow only" : "deny"}
                </Badge>
                <span className="min-w-0 flex-1 py-1 text-sm break-words">
                  {meaningOf(rule)}
                  {rule.name && <span className="text-muted"> · {rule.name}</span>}
                </span>
                {may && (
                  <>
                    <Button
                      variant="quiet"
                      size="icon"
                      aria-label={`Change rule ${index + 1}`}
                      disabled={open !== null}
                      onClick={() => setOpen(index)}
                    >
                      <Pencil aria-hidden />
                    </Button>
                    <Button
                      variant="quiet"
                      size="icon"
                      aria-label={`Remove rule ${index + 1}`}
                      disabled={open !== null}
                      onClick={() => onChange(rules.filter((_, each) => each !== index))}
                    >
                      <X aria-hidden />
                    </Button>
                  </>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {open === rules.length && fields(rules.length)}
      {may && open === null && (
        <div>
          <Button onClick={() => setOpen(rules.length)}>
            <Plus aria-hidden />
            Add a rule
          </Button>
        </div>
      )}
    </div>
  );
}
