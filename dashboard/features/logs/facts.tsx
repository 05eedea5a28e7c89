import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { count } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Money } from "../../ui/values.tsx";

/** Who asked, with what, and the bill. Facts lead to the requests that share them. */
export function Facts({ log }: { readonly log: LogWithReceipt }) {
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
        <List>
          <Fact name="Provider">{<Money usd={cost.providerCostUsd} />}</Fact>
          <Fact name="Fee">{<Money usd={cost.platformFeeUsd} />}</Fact>
          <Fact name="Total">{<Money usd={cost.totalUsd} />}</Fact>
          {cost.savingsVsDefaultUsd !== null && cost.savingsVsDefaultUsd !== 0 && (
            <Fact name="Saved">{<Money usd={cost.savingsVsDefaultUsd} />}</Fact>
          )}
        </List>
      </Card>
      <Card title="Tokens">
        <List>
          <Fact name="Prompt">{count(usage.promptTokens)}</Fact>
          {usage.cacheReadTokens > 0 && <Fact name="of it read from cache">{count(usage.cacheReadTokens)}</Fact>}
          {usage.cacheWriteTokens > 0 && <Fact name="of it written to cache">{count(usage.cacheWriteTokens)}</Fact>}
          <Fact name="Completion">{count(usage.completionTokens)}</Fact>
          {usage.reasoningTokens > 0 && <Fact name="of it reasoning">{count(usage.reasoningTokens)}</Fact>}
        </List>
      </Card>
      <Card title="Caller">
        <List>
          <Fact name="Endpoint">
            <code className="font-mono text-xs">{log.endpoint}</code>
          </Fact>
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
        </List>
      </Card>
    </div>
  );
}

/** What a key is called; its id while that is not known, or when the key is gone. */
function useKeyName(id: string | null): string {
  const query = { ...apiQuery("getApiKeysById", { path: { id: id ?? "" } }), retry: false, enabled: id !== null };
  const { data } = useQuery(query);
  return data?.apiKey.description || (data === undefined ? (id ?? "") : `…${data.apiKey.last4}`);
}

function List({ children }: { readonly children: ReactNode }) {
  return <dl className="grid gap-1.5 text-sm">{children}</dl>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="nums min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
