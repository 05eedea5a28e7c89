import { Link } from "@tanstack/react-router";
import type { ApiKey } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { money } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Meter } from "../../ui/meter.tsx";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { keyName } from "../api-keys/key-name.ts";
import { rateWords, spendWords } from "./limit-words.ts";
import type { Named } from "./use-names.ts";
import { Words } from "./words.tsx";

export interface KeyLimitsProps {
  readonly named: Named;
  readonly organizationId: string;
}

/** Keys that have limits of their own. They are changed where keys are. */
export function KeyLimits({ named, organizationId }: KeyLimitsProps) {
  const limited = named.apiKeys.filter(
    ({ rateLimits, limits, usageLimit }) =>
      usageLimit !== null || rateWords(rateLimits).length > 0 || spendWords(limits).length > 0,
  );
  const columns: readonly Column<ApiKey>[] = [
    {
      id: "key",
      header: "API key",
      cell: (key) => (
        <Link
          {...rowLink}
          to="/$organizationId/api-keys/$keyId"
          params={{ organizationId, keyId: key.id }}
          search={{ view: "limits" }}
        >
          {keyName(key)}
        </Link>
      ),
    },
    {
      id: "rates",
      header: "Rates and spend",
      cell: ({ rateLimits, limits }) => <Words words={[...rateWords(rateLimits), ...spendWords(limits)]} />,
    },
    { id: "total", header: "Spent in all", from: "md", cell: (key) => <Total apiKey={key} /> },
  ];
  const toKeys = (
    <Link to="/$organizationId/api-keys" params={{ organizationId }} className={`text-sm ${textLink}`}>
      All keys
    </Link>
  );
  return (
    <Card title="API keys" actions={toKeys} flush>
      <Table
        label="Limits of API keys"
        columns={columns}
        rows={named.isRead ? limited : undefined}
        rowKey={({ id }) => id}
        empty={
          <p className="px-4 py-6 text-sm text-muted">
            No key has limits of its own. Rates of such keys are those of the installation, <code>RATE_LIMIT_RPM</code>{" "}
            and <code>RATE_LIMIT_TPM</code>.
          </p>
        }
      />
    </Card>
  );
}

function Total({ apiKey }: { readonly apiKey: ApiKey }) {
  const { spent, usageLimit } = apiKey;
  if (usageLimit === null) return <span className="nums">{money(spent)}</span>;
  const text = `${money(spent)} of ${money(usageLimit)}`;
  const tone = spent >= usageLimit ? "bad" : "accent";
  return (
    <span className="grid gap-1">
      <span className="nums">{text}</span>
      <Meter label={`Spent with ${keyName(apiKey)}`} value={spent} max={usageLimit} text={text} tone={tone} />
    </span>
  );
}
