import { getRouteApi } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useMay } from "../../api/identity.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AccessForm } from "./access-form.tsx";
import { DataForm } from "./data-form.tsx";
import { General } from "./general.tsx";
import { OrganizationEnd } from "./organization-end.tsx";
import { TABS } from "./search.ts";
import { SingleSignOn } from "./single-sign-on.tsx";
import { Tokens } from "./tokens.tsx";
import { WithSettings } from "./with-settings.tsx";

const route = getRouteApi("/signed-in/$organizationId/settings");

/** What holds for the whole organization; routing, caching, limits, alerts and guardrails have pages of their own. */
export function SettingsPage() {
  const { tab, create } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const isOwner = useMay("owner");
  if (!may)
    return (
      <Page title="Settings">
        <EmptyState icon={Lock} title="Your role does not allow this">
          Owners and admins see and change the organization’s settings.
        </EmptyState>
      </Page>
    );
  const open = (next: string): void =>
    void navigate({ search: () => ({ tab: TABS.find((each) => each === next) }), replace: true });
  const setCreate = (on: boolean): void =>
    void navigate({ search: (now) => ({ ...now, create: on || undefined }), replace: true });
  return (
    <Page title="Settings" description="What holds for the whole organization.">
      <Tabs
        label="Parts of the settings"
        value={tab ?? "general"}
        onChange={open}
        tabs={[
          { value: "general", label: "General", content: <General /> },
          {
            value: "data",
            label: "Data",
            content: <WithSettings>{(settings) => <DataForm settings={settings} />}</WithSettings>,
          },
          {
            value: "access",
            label: "Access",
            content: <WithSettings>{(settings) => <AccessForm settings={settings} />}</WithSettings>,
          },
          { value: "sign-on", label: "Single sign-on", content: <SingleSignOn /> },
          { value: "tokens", label: "Tokens", content: <Tokens create={create ?? false} onCreate={setCreate} /> },
          ...(isOwner ? [{ value: "end", label: "End", content: <OrganizationEnd /> }] : []),
        ]}
      />
    </Page>
  );
}
