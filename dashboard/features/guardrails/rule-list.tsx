import { ArrowDown, ArrowUp } from "lucide-react";
import type { Guardrail } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/cn.ts";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.tsx";
import { BEHAVIORS, moved, summaryOf, TYPE_LABELS, WHERE } from "./words.ts";

export interface RuleListProps {
  readonly label: string;
  readonly rules: readonly Guardrail[];
  /** Absent: the list is only read. */
  readonly onChange?: (rules: readonly Guardrail[]) => void;
  readonly onEdit?: (index: number) => void;
}

/** Guardrails in the order in which they act. */
export function RuleList({ label, rules, onChange, onEdit }: RuleListProps) {
  if (rules.length === 0)
    return (
      <p className="px-4 py-8 text-center text-muted">
        None yet. {onChange ? "Add one, and try it at once with a text of yours." : ""}
      </p>
    );
  const remove = (index: number, { name }: Guardrail): void => {
    onChange?.(rules.filter((_, place) => place !== index));
    toast(`${name} is taken out of the list.`, { label: "Undo", run: () => onChange?.(rules) });
  };
  return (
    <ol aria-label={label} className="divide-y divide-line">
      {rules.map((rule, index) => (
        <li key={rule.name} className="flex items-center gap-2 py-2.5 pr-2 pl-4">
          <div className={cn("min-w-0 flex-1", !rule.enabled && "text-muted")}>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="truncate font-medium">{rule.name}</span>
              <Badge tone={rule.enabled ? BEHAVIORS[rule.behavior].tone : "neutral"}>
                {rule.enabled ? BEHAVIORS[rule.behavior].word : "off"}
              </Badge>
            </p>
            <p className="line-clamp-2 text-sm break-words text-muted">
              {[`${TYPE_LABELS[rule.type]} in ${WHERE[rule.where]}`, summaryOf(rule)].filter(Boolean).join(": ")}
            </p>
          </div>
          {onChange && (
            <>
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Move ${rule.name} up`}
                disabled={index === 0}
                onClick={() => onChange(moved(rules, index, -1))}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Move ${rule.name} down`}
                disabled={index === rules.length - 1}
                onClick={() => onChange(moved(rules, index, 1))}
              >
                <ArrowDown aria-hidden />
              </Button>
              <RowMenu name={rule.name}>
                <MenuItem onSelect={() => onEdit?.(index)}>Edit…</MenuItem>
                <MenuItem
                  onSelect={() =>
                    onChange(rules.map((each) => (each === rule ? { ...rule, enabled: !rule.enabled } : each)))
                  }
                >
                  {rule.enabled ? "Turn off" : "Turn on"}
                </MenuItem>
                <MenuLine />
                <MenuItem danger onSelect={() => remove(index, rule)}>
                  Remove
                </MenuItem>
              </RowMenu>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
