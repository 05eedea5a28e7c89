import { Link } from "@tanstack/react-router";
import type { Budget } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { money, percent } from "../../ui/format.ts";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { Meter } from "../../ui/meter.tsx";
import { logsOf, type Names, PERIODS, resetTime, subjectOf, titleOf, toneOf } from "./budget-words.ts";
import { useDeleteBudget } from "./use-delete-budget.ts";

export interface BudgetRowProps {
  readonly budget: Budget;
  readonly names: Names;
  readonly timeZone: string;
  readonly may: boolean;
  onEdit(): void;
}

/** One budget: what it bounds, how it stands, and what can be done with it. */
export function BudgetRow({ budget, names, timeZone, may, onEdit }: BudgetRowProps) {
  const { organizationId, period, hard, limitUsd, allowUnpriced, topTag } = budget;
  const title = titleOf(budget, names);
  const subject = subjectOf(budget, names);
  const remove = useDeleteBudget(title);
  const params = { organizationId };
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_2.5rem] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_2.5rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium break-words">{budget.name || subject}</span>
          <Badge tone={hard ? "neutral" : "accent"}>{hard ? "refuses" : "tells only"}</Badge>
        </p>
        <p className="text-sm break-words text-muted">
          {budget.name !== "" && `${subject} · `}
          {money(limitUsd)} {PERIODS[period].per}
          {hard && allowUnpriced && " · models without a price pass"}
          {topTag !== null && ` · most of it ${topTag}`}
        </p>
      </div>
      <div className="max-md:col-span-2 max-md:row-start-2">
        <Standing budget={budget} title={title} timeZone={timeZone} />
      </div>
      <div className="max-md:col-start-2 max-md:row-start-1">
        <RowMenu name={title}>
          {may && <MenuItem onSelect={onEdit}>Edit…</MenuItem>}
          {hard && (
            <MenuItem asChild>
              <Link to="/$organizationId/logs" params={params} search={{ ...logsOf(budget), text: "budget_exceeded" }}>
                Refused requests
              </Link>
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link to="/$organizationId/logs" params={params} search={logsOf(budget)}>
              Its requests
            </Link>
          </MenuItem>
          {may && (
            <>
              <MenuLine />
              <MenuItem danger onSelect={() => void remove(budget)}>
                Delete
              </MenuItem>
            </>
          )}
        </RowMenu>
      </div>
    </li>
  );
}

interface StandingProps {
  readonly budget: Budget;
  readonly title: string;
  readonly timeZone: string;
}

function Standing({ budget, title, timeZone }: StandingProps) {
  const { spentUsd, limitUsd, remainingUsd, resetsAt } = budget;
  if (spentUsd === null) return <p className="text-sm text-muted">Looks at each request by itself.</p>;
  const text = `${money(spentUsd)} of ${money(limitUsd)} spent`;
  return (
    <div className="grid gap-1">
      <Meter label={title} value={spentUsd} max={limitUsd} text={text} tone={toneOf(budget)} />
      <p className="nums flex flex-wrap justify-between gap-x-4 text-sm">
        <span>
          {text}
          {limitUsd > 0 && <span className="text-muted"> ({percent(spentUsd / limitUsd)})</span>}
        </span>
        <span className="text-muted">
          {money(remainingUsd)} left
          {resetsAt === null ? "" : `, begins anew ${resetTime(resetsAt, timeZone)}`}
        </span>
      </p>
    </div>
  );
}
