import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ProviderKey } from "../../../src/client/api.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { duration } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { toastError } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { StateBadge } from "../routing/state-badge.tsx";
import { providerOf } from "./connection-title.ts";
import { VerdictBadge } from "./verdict.tsx";

export interface ConnectionStateProps {
  readonly connection: ProviderKey;
  readonly may: boolean;
}

const REFRESH_MS = 5_000;

/** How a connection does: its last test, and its circuits. */
export function ConnectionState({ connection, may }: ConnectionStateProps) {
  const { id, organizationId, lastTestVerdict: verdict, lastTestMessage: message } = connection;
  const test = useApiMutation("postProviderKeysByIdTest", { stale: ["getProviderKeys", "getProviderKeysById"] });
  const provider = providerOf(connection);
  return (
    <div className="grid content-start gap-5">
      <Card
        title="Last test"
        actions={
          may && (
            <Button pending={test.isPending} onClick={() => test.mutate({ path: { id } }, { onError: toastError })}>
              {test.isPending ? "Testing" : "Test now"}
            </Button>
          )
        }
      >
        <div className="grid gap-3" aria-live="polite">
          <Facts>
            <Fact name="Verdict">
              <VerdictBadge verdict={verdict} />
            </Fact>
            <Fact name="Tested">
              <RelativeTime at={connection.lastTestedAt} />
            </Fact>
            {verdict !== null && <Fact name="Answered in">{duration(connection.lastTestLatencyMs)}</Fact>}
          </Facts>
          {message && <Notice tone={verdict === "ok" ? "good" : "warn"}>{message}</Notice>}
        </div>
      </Card>
      <Circuits connectionId={id} />
      <Card title="Facts">
        <Facts>
          <Fact name="Model strings">
            <code className="font-mono text-xs">{provider}/…</code>
          </Fact>
          {connection.wire && <Fact name="Wire">{connection.wire === "openai" ? "OpenAI" : "Anthropic"}</Fact>}
          <Fact name="Created">
            <RelativeTime at={connection.createdAt} />
          </Fact>
          <Fact name="Changed">
            <RelativeTime at={connection.updatedAt} />
          </Fact>
          <Fact name="Requests">
            <Link to="/$organizationId/logs" params={{ organizationId }} search={{ provider }} className={textLink}>
              at {provider}
            </Link>
          </Fact>
        </Facts>
      </Card>
    </div>
  );
}

/** What became of the requests that were made with it lately, model by model. */
function Circuits({ connectionId }: { readonly connectionId: string }) {
  const { data } = useQuery({ ...apiQuery("getProvidersHealth"), refetchInterval: REFRESH_MS });
  const own = (data?.health ?? []).flatMap(({ model, circuits }) =>
    circuits.filter(({ credential }) => credential === connectionId).map((circuit) => ({ model, circuit })),
  );
  return (
    <Card title="Health">
      {own.length === 0 ? (
        <p className="text-sm text-muted">Nothing has failed with it lately, or it was not used.</p>
      ) : (
        <Facts>
          {own.map(({ model, circuit }) => (
            <Fact key={model} name={model}>
              <StateBadge state={circuit.state} />
              {circuit.openedAt && (
                <span className="ml-2 text-muted">
                  <RelativeTime at={circuit.openedAt} />
                </span>
              )}
            </Fact>
          ))}
        </Facts>
      )}
    </Card>
  );
}
