import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Lock, Server } from "lucide-react";
import { useState } from "react";
import type { Provider } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { ConnectionForm } from "./connection-form.tsx";

const route = getRouteApi("/signed-in/$organizationId/connections/new");

/** Connects a provider: which one, then the fields of its credential. */
export function NewConnectionPage() {
  const { organizationId } = route.useParams();
  const { provider: chosenId } = route.useSearch();
  const providers = useQuery(apiQuery("getProviders"));
  const may = useMay("admin");
  const back = (
    <Link to="/$organizationId/connections" params={{ organizationId }} className={textLink}>
      Connections
    </Link>
  );
  const takers = providers.data?.providers.filter((each) => each.takesKeys);
  const chosen = takers?.find((each) => each.id === chosenId);
  if (!may)
    return (
      <Page title="Connect a provider" back={back}>
        <EmptyState icon={Lock} title="Your role does not allow this">
          Ask an administrator of the organization to connect a provider.
        </EmptyState>
      </Page>
    );
  if (chosen !== undefined)
    return (
      <Page
        title={chosen.wires === null ? `Connect ${chosen.name}` : "Connect a server of your own"}
        back={
          <Link to="/$organizationId/connections/new" params={{ organizationId }} className={textLink}>
            All providers
          </Link>
        }
      >
        <ConnectionForm key={chosen.id} organizationId={organizationId} provider={chosen} />
      </Page>
    );
  return (
    <Page title="Connect a provider" back={back}>
      {providers.error && takers === undefined ? (
        <ErrorState error={providers.error} onRetry={() => void providers.refetch()} />
      ) : takers === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <Choice organizationId={organizationId} providers={takers} />
      )}
    </Page>
  );
}

interface ChoiceProps {
  readonly organizationId: string;
  readonly providers: readonly Provider[];
}

function Choice({ organizationId, providers }: ChoiceProps) {
  const [typed, setTyped] = useState("");
  const found = providers.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <div className="grid gap-4">
      <Input
        fit
        type="search"
        aria-label="Search providers"
        placeholder="Search providers"
        className="md:w-80"
        data-shortcut="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-4">
        {found.map(({ id, name, operations, wires }) => (
          <li key={id}>
            <Link
              to="/$organizationId/connections/new"
              params={{ organizationId }}
              search={{ provider: id }}
              className="flex h-full items-center gap-3 rounded-lg border border-line bg-surface p-3 hover:border-line-strong hover:bg-hover"
            >
              <span
                aria-hidden
                className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-sm font-semibold text-muted"
              >
                {wires === null ? name.slice(0, 2) : <Server className="size-4" />}
              </span>
              <span className="min-w-0">
                <span className="block text-base leading-snug font-medium">
                  {wires === null ? name : "Your own server"}
                </span>
                <span className="line-clamp-2 text-xs text-muted">{operations.join(", ")}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="text-muted">
          No provider is called that. Any server that speaks OpenAI’s or Anthropic’s wire can be connected as your own.
        </p>
      )}
    </div>
  );
}
