import { useQuery } from "@tanstack/react-query";
import type { OrganizationSettings } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { rateWords, spendWords } from "./limit-words.ts";
import { LimitsDialog } from "./limits-dialog.tsx";
import { RateTable } from "./rate-table.tsx";
import { useSettings } from "./use-settings.ts";

export interface OrganizationLimitsProps {
  readonly organizationId: string;
  readonly isEdited: boolean;
  onEdit(id: string | undefined): void;
}

/** What holds for all of the organization's requests together: the plan's rates, and its own settings. */
export function OrganizationLimits({ organizationId, isEdited, onEdit }: OrganizationLimitsProps) {
  const may = useMay("admin");
  const organization = useQuery(apiQuery("getOrganizationsById", { path: { id: organizationId } }));
  const settings = useSettings(organizationId);
  const change = useApiMutation("patchOrganizationsByIdSettings", { stale: ["getOrganizationsByIdSettings"] });
  const failed = [organization, settings].find((each) => each.error && each.data === undefined);
  const plan = organization.data?.organization;
  const own = settings.data?.settings;
  return (
    <Card
      title={
        <span className="flex items-center gap-2">The organization {plan && <Badge>{plan.plan} plan</Badge>}</span>
      }
      actions={
        own && (
          <Button aria-label="Edit the organization's limits" onClick={() => onEdit("organization")}>
            Edit
          </Button>
        )
      }
      flush
    >
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : plan === undefined || (may && own === undefined) ? (
        <Skeleton className="m-4 h-48" />
      ) : (
        <>
          <RateTable organizationId={organizationId} ofPlan={plan.planRateLimits} own={own?.rateLimits ?? {}} />
          <div className="border-t border-line p-4">
            {own === undefined ? (
              <Notice>Administrators see and change what the organization has set beside its plan.</Notice>
            ) : (
              <Others settings={own} />
            )}
          </div>
        </>
      )}
      {isEdited && own && (
        <LimitsDialog
          title="Limits of the organization"
          description="For all of its requests together. A plan’s rates can be lowered here, not raised."
          rateLimits={own.rateLimits}
          limits={own.limits}
          address={own.rateLimits.ip}
          onClose={() => onEdit(undefined)}
          onSave={(body) => change.mutateAsync({ path: { id: organizationId }, body })}
        />
      )}
    </Card>
  );
}

function Others({ settings }: { readonly settings: OrganizationSettings }) {
  const { limits, rateLimits } = settings;
  const none = <span className="text-muted">none</span>;
  const spends = spendWords(limits);
  const rates = rateWords(rateLimits.ip);
  return (
    <div className="max-w-2xl">
      <Facts>
        <Fact name="Spend">
          {spends.length > 0 ? spends.join(", ") : none}
          {limits.allow_unpriced && " (models without a price pass)"}
        </Fact>
        <Fact name="Each address that calls">{rates.length > 0 ? rates.join(", ") : none}</Fact>
      </Facts>
    </div>
  );
}
