import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import type { IamRule, ModelAccess } from "../../../../src/client/api.ts";
import { apiQuery } from "../../../api/query.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Card } from "../../../ui/card.tsx";
import { Input, Select } from "../../../ui/field.tsx";
import { count } from "../../../ui/format.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { ErrorState } from "../../../ui/states.tsx";

export interface AccessCheckProps {
  readonly projectId: string;
  readonly rules: readonly IamRule[];
  /** The rules are not saved yet. */
  readonly isDraft: boolean;
}

const route = getRouteApi("/signed-in/$organizationId/api-keys/$keyId");
const SHOWN_MAX = 15;

/** What rules come to: the gateway's own verdict about every model of the catalogue. */
export function AccessCheck({ projectId, rules, isDraft }: AccessCheckProps) {
  const { model: text = "", verdict } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: { model?: string | undefined; verdict?: "refused" | undefined }): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const { data, error, refetch } = useQuery({
    ...apiQuery("postApiKeysIamCheck", { body: { projectId, iam: rules } }),
    placeholderData: keepPreviousData,
  });
  const models = data?.iamCheck.models;
  const wanted = text.toLowerCase();
  const found = (models ?? [])
    .filter((one) => one.allowed === (verdict === undefined) && one.model.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.connected) - Number(a.connected));
  return (
    <Card title={isDraft ? "What these rules would allow" : "What that comes to"}>
      {error && models === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="grid gap-3">
          {models === undefined ? <Skeleton className="h-5 w-64" /> : <Summary models={models} />}
          <div className="flex flex-wrap gap-2">
            <Input
              fit
              type="search"
              aria-label="Search models"
              placeholder="Search models"
              data-shortcut="search"
              className="min-w-0 flex-1"
              value={text}
              onChange={(event) => change({ model: event.target.value || undefined })}
            />
            <Select
              aria-label="Verdict"
              fit
              value={verdict ?? ""}
              onChange={(event) => change({ verdict: event.target.value === "" ? undefined : "refused" })}
            >
              <option value="">Allowed</option>
              <option value="refused">Refused</option>
            </Select>
          </div>
          {models === undefined ? <Skeleton className="h-60" /> : <Models models={found} />}
        </div>
      )}
    </Card>
  );
}

function Summary({ models }: { readonly models: readonly ModelAccess[] }) {
  const allowed = models.filter((one) => one.allowed);
  const callable = allowed.filter(({ connected }) => connected);
  return (
    <p className="nums text-sm">
      <b className="font-semibold">{count(allowed.length)}</b> of {count(models.length)} models in the catalogue are
      allowed; the project has a key for <b className="font-semibold">{count(callable.length)}</b> of them.
    </p>
  );
}

function Models({ models }: { readonly models: readonly ModelAccess[] }) {
  const more = models.length - SHOWN_MAX;
  if (models.length === 0) return <p className="py-4 text-sm text-muted">No model is like that.</p>;
  return (
    <div className="grid gap-2">
      <ul aria-label="Models" className="grid divide-y divide-line rounded-md border border-line text-sm">
        {models.slice(0, SHOWN_MAX).map(({ model, allowed, connected, rule }) => (
          <li key={model} className="flex min-h-9 items-center gap-2 px-3 py-1">
            {allowed ? (
              <Check className="size-4 shrink-0 text-good" aria-label="allowed" />
            ) : (
              <X className="size-4 shrink-0 text-bad" aria-label="refused" />
            )}
            <span className="min-w-0 flex-1 truncate" title={model}>
              {model}
            </span>
            {rule !== null && <span className="max-w-[50%] truncate text-xs text-muted">{rule}</span>}
            {!connected && <Badge title="The project has no key of its provider">no key</Badge>}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="nums text-sm text-muted">And {count(more)} more: search for the one you mean.</p>}
      <p className="text-xs text-muted">
        By these rules alone. Routing preferences, residency and limits are asked beside them, and models of your own
        servers are not in the catalogue.
      </p>
    </div>
  );
}
