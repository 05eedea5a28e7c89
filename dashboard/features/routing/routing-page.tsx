import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { HealthView } from "./health-view.tsx";
import { PreferencesView } from "./preferences-view.tsx";
import type { RoutingSearch } from "./search.ts";
import { TrialView } from "./trial-view.tsx";

const route = getRouteApi("/signed-in/$organizationId/routing");

/** How providers do, what is preferred, and what would be done with a request. */
export function RoutingPage() {
  const { view = "health" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Routing" description="Which provider and model answer a request, and who is asked when one fails.">
      <Tabs
        label="Sides of routing"
        value={view}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, view: next === "health" ? undefined : (next as RoutingSearch["view"]) }),
            replace: true,
          })
        }
        tabs={[
          { value: "health", label: "Health", content: <HealthView /> },
          { value: "preferences", label: "Preferences", content: <PreferencesView /> },
          { value: "try", label: "Dry run", content: <TrialView /> },
        ]}
      />
    </Page>
  );
}
