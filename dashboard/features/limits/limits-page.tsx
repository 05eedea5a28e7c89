import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Budgets } from "./budgets.tsx";
import { Rates } from "./rates.tsx";
import { Refusals } from "./refusals.tsx";
import type { LimitsSearch } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/limits");

/** What may be spent and asked: budgets with what is left of them, and rates with how near they are. */
export function LimitsPage() {
  const { organizationId } = route.useParams();
  const { tab, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const change = (next: Partial<LimitsSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <Page
      title="Limits & budgets"
      description="How much money, how many requests and how many tokens may be used."
      actions={
        may && (
          <Button
            variant="primary"
            data-shortcut="create"
            onClick={() => change({ tab: undefined, create: true, edit: undefined })}
          >
            <Plus aria-hidden />
            Create budget
          </Button>
        )
      }
    >
      <Refusals organizationId={organizationId} projectId={search.project} />
      <Tabs
        label="Kinds of limits"
        value={tab ?? "budgets"}
        onChange={(next) => change({ tab: next === "rates" ? "rates" : undefined, create: undefined, edit: undefined })}
        tabs={[
          {
            value: "budgets",
            label: "Budgets",
            content: <Budgets organizationId={organizationId} search={search} onChange={change} />,
          },
          {
            value: "rates",
            label: "Limits",
            content: <Rates organizationId={organizationId} edit={search.edit} onChange={change} />,
          },
        ]}
      />
    </Page>
  );
}
