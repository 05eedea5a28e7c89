import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { ApiKeyWithSecret } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiPages } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyTable } from "./key-table.tsx";
import type { ApiKeysSearch } from "./search.ts";
import { SecretDialog } from "./secret-dialog.tsx";

const route = getRouteApi("/signed-in/$organizationId/api-keys");
const PAGE_ROWS = 100;

/** The keys with which applications call the gateway. */
export function ApiKeysPage() {
  const { organizationId } = route.useParams();
  const { project, status, environment, create } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("developer");
  const [made, setMade] = useState<ApiKeyWithSecret | null>(null);
  const query = {
    organizationId,
    limit: PAGE_ROWS,
    ...(project === undefined ? {} : { projectId: project }),
    ...(status === undefined ? {} : { status }),
    ...(environment === undefined ? {} : { environment }),
  };
  const keys = useInfiniteQuery({ ...apiPages("getApiKeys", { query }), placeholderData: keepPreviousData });
  const rows = keys.data?.pages.flatMap((page) => page.apiKeys);
  const change = (next: Partial<ApiKeysSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const isFiltered = status !== undefined || environment !== undefined;
  const createButton = may && (
    <Button variant="primary" data-shortcut="create" onClick={() => change({ create: true })}>
      <Plus aria-hidden />
      Create key
    </Button>
  );

  return (
    <Page
      title="API keys"
      description="Applications call the gateway with these. A secret is shown once, when it is made."
      actions={createButton}
    >
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label="Status"
          fit
          value={status ?? ""}
          onChange={(event) => change({ status: (event.target.value || undefined) as ApiKeysSearch["status"] })}
        >
          <option value="">Any status</option>
          <option value="active">Active</option>
          <option value="inactive">Inactive</option>
        </Select>
        <Select
          aria-label="Environment"
          fit
          value={environment ?? ""}
          onChange={(event) =>
            change({ environment: (event.target.value || undefined) as ApiKeysSearch["environment"] })
          }
        >
          <option value="">Any environment</option>
          <option value="production">Production</option>
          <option value="development">Development</option>
        </Select>
      </div>
      {keys.error && rows === undefined ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : (
        <Card flush>
          <KeyTable
            rows={rows}
            organizationId={organizationId}
            may={may}
            onSecret={setMade}
            onEnd={keys.hasNextPage ? () => void keys.fetchNextPage() : undefined}
            isLoadingMore={keys.isFetchingNextPage}
            empty={
              <EmptyState
                icon={KeyRound}
                title={isFiltered ? "No key is like that" : "No API keys yet"}
                action={
                  isFiltered ? (
                    <Button onClick={() => change({ status: undefined, environment: undefined })}>
                      Remove all filters
                    </Button>
                  ) : (
                    may && <Button onClick={() => change({ create: true })}>Create the first one</Button>
                  )
                }
              >
                {isFiltered ? "" : "An application needs a key to call the gateway."}
              </EmptyState>
            }
          />
        </Card>
      )}
      {create && may && (
        <CreateKeyDialog
          organizationId={organizationId}
          projectId={project}
          onClose={() => change({ create: undefined })}
          onMade={(answer) => {
            change({ create: undefined });
            setMade(answer);
          }}
        />
      )}
      {made && <SecretDialog made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}
