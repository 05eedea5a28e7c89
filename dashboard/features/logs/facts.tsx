import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Money } from "../../ui/values.tsx";

export interface RequestFactsProps {
  readonly log: LogWithReceipt;
  /** What was used beside text, by name. */
  readonly units?: Readonly<Record<string, number>> | undefined;
}

/** Who asked, with what, and the bill. Facts lead to the requests that share them. */
export function RequestFacts({ log, units = {} }: RequestFactsProps) {
  const { organizationId = "" } = useParams({ strict: false });
  const { usage, cost } = log;
  const keyName = useKeyName(log.apiKeyId);
  const to = (search: object, text: string): ReactNode => (
    <Link to="/$organizationId/logs" params={{ organizationId }} search={search} className={textLink}>
      {text}
    </Link>
  );
  return (
    <div className="grid min-w-0 content-start gap-5">
      <Card title="Cost">
        <Facts>
          <Fact name="Provider">{<Money usd={cost.providerCostUsd} />}</Fact>
          <Fact name="Fee">{<Money usd={cost.platformFeeUsd} />}</Fact>
          <Fact name="Total">{<Money usd={cost.totalUsd} />}</Fact>
          {cost.savingsVsDefaultUsd !== null && cost.savingsVsDefaultUsd !== 0 && (
            <Fact name={savedName(log)}>
              <Money usd={Math.abs(cost.savingsVsDefaultUsd)} />
            </Fact>
          )}
        </Facts>
      </Card>
      <Card title="Tokens">
        <Facts>
          <Fact name="Prompt">{count(usage.promptTokens)}</Fact>
          {usage.cacheReadTokens > 0 && <Fact name="of it read from cache">{count(usage.cacheReadTokens)}</Fact>}
          {usage.cacheWriteTokens > 0 && <Fact name="of it written to cache">{count(usage.cacheWriteTokens)}</Fact>}
          <Fact name="Completion">{count(usage.completionTokens)}</Fact>
          {usage.reasoningTokens > 0 && <Fact name="of it reasoning">{count(usage.reasoningTokens)}</Fact>}
          {Object.entries(units).map(([name, number]) => (
            <Fact key={name} name={name.replaceAll("_", " ")}>
              {count(number)}
            </Fact>
          ))}
        </Facts>
      </Card>
      <Card title="Caller">
        <Facts>
          <Fact name="Endpoint">
            <code className="font-mono text-xs">{log.endpoint}</code>
          </Fact>
          {log.route && <RouteFact organizationId={organizationId} log={log} route={log.route} />}
          {log.apiKeyId && <Fact name="API key">{to({ apiKeyId: log.apiKeyId }, keyName)}</Fact>}
          {log.source && <Fact name="Source">{to({ source: log.source }, log.source)}</Fact>}
          {log.sessionId && <Fact name="Session">{to({ sessionId: log.sessionId }, log.sessionId)}</Fact>}
          {Object.entries(log.tags).map(([name, value]) => (
            <Fact key={name} name={name}>
              {to({ tag: `${name}:${value}` }, value)}
            </Fact>
          ))}
          {log.clientIp && <Fact name="Address">{log.clientIp}</Fact>}
          {log.userAgent && <Fact name="Program">{log.userAgent}</Fact>}
        </Facts>
      </Card>
    </div>
  );
}

interface RouteFactProps {
  readonly organizationId: string;
  readonly log: LogWithReceipt;
  readonly route: NonNullable<LogWithReceipt["route"]>;
}

/** The route that was asked for, and the version of the configuration that answered it whole. */
function RouteFact({
  organizationId,
  log: { projectId },
  route: { project, route, configId, configVersion },
}: RouteFactProps) {
  const name = `${project}/${route}`;
  return (
    <>
      <Fact name="Route">
        <Link to="/$organizationId/logs" params={{ organizationId }} search={{ route: name }} className={textLink}>
          {name}
        </Link>
      </Fact>
      <Fact name="Configuration">
        {projectId === null ? (
          `version ${configVersion}`
        ) : (
          <Link
            to="/$organizationId/configurations/$projectId/$configId"
            params={{ organizationId, projectId, configId }}
            className={textLink}
          >
            version {configVersion}
          </Link>
        )}
      </Fact>
    </>
  );
}

function savedName({ cached, cost }: LogWithReceipt): string {
  if (cached) return "Saved by the cache";
  return (cost.savingsVsDefaultUsd ?? 0) < 0 ? "More than the default model" : "Less than the default model";
}

/** What a key is called; its id while that is not known, or when the key is gone. */
function useKeyName(id: string | null): string {
  const query = { ...apiQuery("getApiKeysById", { path: { id: id ?? "" } }), retry: false, enabled: id !== null };
  const { data } = useQuery(query);
  return data?.apiKey.description || (data === undefined ? (id ?? "") : `…${data.apiKey.last4}`);
}
