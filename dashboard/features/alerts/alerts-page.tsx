import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Channels } from "./channels.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Events } from "./events.tsx";
import { Rules } from "./rules.tsx";
import { type AlertsSearch, type AlertsTab, TABS } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/alerts");

const NO_FILTERS: AlertsSearch = {
  ...{ state: undefined, severity: undefined, kind: undefined, status: undefined },
  ...{ channelId: undefined, eventId: undefined, edit: undefined },
};

/** What happened that somebody should know, who is told of it, and whether that arrived. */
export function AlertsPage() {
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const tab: AlertsTab = search.tab ?? "events";
  const change = (next: Partial<AlertsSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const toTab = (next: AlertsTab, more: Partial<AlertsSearch> = {}): void =>
    void navigate({
      search: (now) => ({ ...now, ...NO_FILTERS, tab: next === "events" ? undefined : next, ...more }),
    });
  const parts = { organizationId, search, onChange: change, toTab };
  const isOfChannels = tab === "channels";
  return (
    <Page
      title="Alerts"
      description="Budgets, credits, keys and providers that need a look; told by webhook and mail."
      actions={
        may && (
          <Button
            variant="primary"
            data-shortcut="create"
            onClick={() => toTab(isOfChannels ? "channels" : "rules", { edit: "new" })}
          >
            <Plus aria-hidden />
            {isOfChannels ? "Create channel" : "Create rule"}
          </Button>
        )
      }
    >
      <Tabs
        label="Parts of alerts"
        value={tab}
        onChange={(next) => toTab(TABS.find((each) => each === next) ?? "events")}
        tabs={[
          { value: "events", label: "Events", content: <Events {...parts} /> },
          { value: "rules", label: "Rules", content: <Rules {...parts} /> },
          { value: "channels", label: "Channels", content: <Channels {...parts} /> },
          { value: "deliveries", label: "Deliveries", content: <Deliveries {...parts} /> },
        ]}
      />
    </Page>
  );
}

/** What each part of the page gets. */
export interface AlertsPart {
  readonly organizationId: string;
  readonly search: AlertsSearch;
  onChange(next: Partial<AlertsSearch>): void;
  /** Goes to another part, with filters of its own. */
  toTab(tab: AlertsTab, search?: Partial<AlertsSearch>): void;
}
