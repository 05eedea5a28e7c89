import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SsoConnection } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { textLink } from "../../ui/link.ts";
import { RelativeTime } from "../../ui/values.tsx";
import { actorName, Outcome } from "../audit/event-words.tsx";

const SHOWN = 5;
const REFRESH_MS = 5_000;

/**
 * Trying it: the address where members begin, and what the latest attempts came to. Not from this window, whose session
 * would be replaced by that of the provider.
 */
export function SsoTrial({ sso }: { readonly sso: SsoConnection }) {
  const { organizationId } = useOrganization();
  const query = { organizationId, action: "auth.sso.login", limit: SHOWN };
  const { data } = useQuery({ ...apiQuery("getAuditLogs", { query }), refetchInterval: REFRESH_MS });
  return (
    <Card title="Try it">
      <div className="grid gap-4">
        <p className="text-sm text-muted">
          Open this address in a private window and sign in with your provider. What came of it stands below within
          seconds.
        </p>
        <CopyLine text={sso.startUrl} what="the address to begin at" />
        {data?.auditLogs.length === 0 && <p className="text-sm text-muted">Nobody has tried it yet.</p>}
        <ul className="grid gap-2 text-sm empty:hidden">
          {data?.auditLogs.map(({ id, actor, outcome, timestamp, after }) => (
            <li key={id} className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3">
              <Outcome outcome={outcome} />
              <span className="min-w-0 break-words">{reasonOf(after) ?? actorName(actor)}</span>
              <span className="text-muted">
                <RelativeTime at={timestamp} />
              </span>
            </li>
          ))}
        </ul>
        <Link
          to="/$organizationId/audit"
          params={{ organizationId }}
          search={{ action: "auth.sso." }}
          className={`justify-self-start text-sm ${textLink}`}
        >
          All of it in the audit log
        </Link>
      </div>
    </Card>
  );
}

function reasonOf(after: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const reason = after?.["reason"];
  return typeof reason === "string" ? reason : null;
}
