import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { readAnew } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { isConnected, useModels } from "../models/use-models.ts";
import { ArrivalStep, useArrival } from "./arrival-step.tsx";
import { useFirstKey } from "./first-key.ts";
import { KeyStep } from "./key-step.tsx";
import { ProviderStep } from "./provider-step.tsx";
import { RequestStep } from "./request-step.tsx";
import type { StartSearch } from "./search.ts";

const route = getRouteApi("/signed-in/$organizationId/start");
const MOCK_MODEL = "mock/echo";

/** From an empty organization to its first answered request. */
export function StartPage() {
  const { organizationId } = route.useParams();
  const { project, provider, client = "curl", model } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const models = useModels(project);
  const { made, keep } = useFirstKey(organizationId);
  const arrival = useArrival(organizationId, made?.apiKey.id);
  const change = (next: Partial<StartSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  // The built-in provider is always there, and nobody pays for it.
  const connected = models.data && [
    ...new Set(
      models.data.models.flatMap(({ offerings }) =>
        offerings.filter((each) => isConnected(each) && each.paidBy !== "none").map((each) => each.provider),
      ),
    ),
  ];
  const arrived = (arrival.data?.logs.length ?? 0) > 0;
  return (
    <Page
      title="Get started"
      description="To the first answered request in a minute or two. You can leave and come back."
      actions={
        !arrived && (
          <Button asChild>
            <Link to="/$organizationId/overview" params={{ organizationId }}>
              Skip for now
            </Link>
          </Button>
        )
      }
    >
      <ol className="grid max-w-3xl gap-4">
        <ProviderStep
          organizationId={organizationId}
          connected={connected}
          chosen={provider}
          onChoose={(next) => change({ provider: next })}
          onConnected={() => {
            change({ provider: undefined });
            void readAnew(queries, ["getModels"]);
          }}
        />
        <KeyStep organizationId={organizationId} projectId={project} made={made} onMade={keep} />
        <RequestStep
          projectId={made?.apiKey.projectId ?? project}
          secret={made?.key ?? null}
          client={client}
          model={model ?? (connected !== undefined && connected.length > 0 ? "auto" : MOCK_MODEL)}
          isDone={arrived}
          onClient={(next) => change({ client: next })}
          onModel={(next) => change({ model: next })}
        />
        <ArrivalStep organizationId={organizationId} arrival={arrival} />
      </ol>
    </Page>
  );
}
