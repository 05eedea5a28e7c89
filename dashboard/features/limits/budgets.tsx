import { useQuery } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { BudgetDialog } from "./budget-dialog.tsx";
import { BudgetRow } from "./budget-row.tsx";
import { SCOPE_LABELS } from "./budget-words.ts";
import { type LimitsSearch, SCOPES } from "./search.ts";
import { useNames } from "./use-names.ts";
import { useTimeZone } from "./use-settings.ts";

export interface BudgetsProps {
  readonly organizationId: string;
  readonly search: LimitsSearch & { readonly project?: string | undefined };
  onChange(next: Partial<LimitsSearch>): void;
}

/** As many as an organization can have. */
const BUDGETS_MAX = 100;
const REFRESH_MS = 10_000;

/** Every budget with what is left of it. Of a project that is looked at, its own. */
export function Budgets({ organizationId, search, onChange }: BudgetsProps) {
  const { scope, project, create, edit } = search;
  const may = useMay("admin");
  const named = useNames(organizationId);
  const timeZone = useTimeZone(organizationId);
  const { data, error, refetch } = useQuery({
    ...apiQuery("getBudgets", { query: { organizationId, limit: BUDGETS_MAX } }),
    refetchInterval: REFRESH_MS,
  });
  const ofProject = new Set(named.apiKeys.filter((key) => key.projectId === project).map(({ id }) => id));
  const shown = data?.budgets
    .filter((each) => scope === undefined || each.scope === scope)
    .filter((each) => project === undefined || each.scopeId === project || ofProject.has(each.scopeId));
  const edited = data?.budgets.find(({ id }) => id === edit);
  const isFiltered = scope !== undefined || project !== undefined;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Select
          aria-label="Budgets of"
          fit
          value={scope ?? ""}
          onChange={(event) => onChange({ scope: SCOPES.find((each) => each === event.target.value) })}
        >
          <option value="">Budgets of everything</option>
          {SCOPES.map((each) => (
            <option key={each} value={each}>
              {SCOPE_LABELS[each]}
            </option>
          ))}
        </Select>
        <p className="text-sm text-muted">Days begin at midnight in {timeZone.replaceAll("_", " ")}.</p>
      </div>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : shown === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <Card flush>
          {shown.length === 0 ? (
            <EmptyState
              icon={Wallet}
              title={isFiltered ? "No budget is like that" : "Nothing bounds what is spent"}
              action={may && <Button onClick={() => onChange({ create: true })}>Create a budget</Button>}
            >
              {isFiltered
                ? project === undefined
                  ? ""
                  : "Budgets of the organization and of tags hold for this project too."
                : "A budget refuses requests that could exceed it, or only tells when it is nearly used."}
            </EmptyState>
          ) : (
            <ul aria-label="Budgets" className="divide-y divide-line">
              {shown.map((budget) => (
                <BudgetRow
                  key={budget.id}
                  budget={budget}
                  names={named.names}
                  timeZone={timeZone}
                  may={may}
                  onEdit={() => onChange({ edit: budget.id })}
                />
              ))}
            </ul>
          )}
        </Card>
      )}
      {may && named.isRead && (create || edited) && (
        <BudgetDialog
          key={edited?.id ?? "new"}
          organizationId={organizationId}
          budget={edited}
          named={named}
          projectId={project}
          onClose={() => onChange({ create: undefined, edit: undefined })}
        />
      )}
    </div>
  );
}
