import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ApiKeyWithSecret } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { RangeChoice } from "../../shell/range-choice.tsx";
import { Button } from "../../ui/button.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { RelativeTime, useNow } from "../../ui/values.tsx";
import { AccessView } from "./iam/access-view.tsx";
import { KeyMenu } from "./key-menu.tsx";
import { keyName } from "./key-name.ts";
import { KeyStatus } from "./key-status.tsx";
import { LimitsForm } from "./limits-form.tsx";
import type { ApiKeySearch } from "./search.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { RANGE_DEFAULT, UsageView } from "./usage-view.tsx";

const route = getRouteApi("/signed-in/$organizationId/api-keys/$keyId");

/** One key: what it was used for, how much it may, what it may call, and what can be done with it. */
export function KeyPage() {
  const { organizationId, keyId } = route.useParams();
  const { view = "usage", range = RANGE_DEFAULT } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("developer");
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  const { data, error, refetch } = useQuery(apiQuery("getApiKeysById", { path: { id: keyId } }));
  const back = (
    <Link to="/$organizationId/api-keys" params={{ organizationId }} className={textLink}>
      API keys
    </Link>
  );
  if (error && data === undefined)
    return (
      <Page title="API key" back={back}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Page>
    );
  const apiKey = data?.apiKey;
  if (apiKey === undefined)
    return (
      <Page title="API key" back={back}>
        <Skeleton className="h-96" />
      </Page>
    );
  const change = (next: ApiKeySearch): void => void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <Page
      title={keyName(apiKey)}
      back={back}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <KeyStatus apiKey={apiKey} />
          <code className="font-mono text-xs">
            {apiKey.prefix}…{apiKey.last4}
          </code>
          <ProjectLink organizationId={organizationId} projectId={apiKey.projectId} />
          <span className="text-sm">
            last used <RelativeTime at={apiKey.lastUsedAt} />
          </span>
        </span>
      }
      actions={
        <>
          {view === "usage" && <RangeChoice range={range} onChange={(next) => change({ range: next })} />}
          <Button asChild>
            <Link to="/$organizationId/logs" params={{ organizationId }} search={{ apiKeyId: keyId }}>
              Its requests
            </Link>
          </Button>
          {may && (
            <KeyMenu
              apiKey={apiKey}
              onSecret={setMade}
              onDeleted={() => void navigate({ to: "/$organizationId/api-keys", params: { organizationId } })}
            />
          )}
        </>
      }
    >
      <RotationNotice dueAt={apiKey.rotationDueAt} />
      <Tabs
        label="Sides of the key"
        value={view}
        onChange={(next) => change({ view: next === "usage" ? undefined : (next as ApiKeySearch["view"]) })}
        tabs={[
          { value: "usage", label: "Usage", content: <UsageView apiKey={apiKey} /> },
          {
            value: "limits",
            label: "Limits",
            content: <LimitsForm key={apiKey.updatedAt} apiKey={apiKey} may={may} />,
          },
          { value: "access", label: "Access", content: <AccessView key={apiKey.id} apiKey={apiKey} may={may} /> },
          {
            value: "settings",
            label: "Settings",
            content: <SettingsForm key={apiKey.updatedAt} apiKey={apiKey} may={may} />,
          },
        ]}
      />
      {made && <SecretDialog made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

function ProjectLink(params: { readonly organizationId: string; readonly projectId: string }) {
  const { data } = useQuery(apiQuery("getProjectsById", { path: { id: params.projectId } }));
  return (
    <Link to="/$organizationId/projects/$projectId" params={params} className={`py-1 text-sm ${textLink}`}>
      {data?.project.name ?? params.projectId}
    </Link>
  );
}

function RotationNotice({ dueAt }: { readonly dueAt: string | null }) {
  const now = useNow();
  if (dueAt === null || Date.parse(dueAt) > now) return null;
  return <Notice tone="warn">It was to be rotated by now. Rotating gives it a new secret; all else goes on.</Notice>;
}
