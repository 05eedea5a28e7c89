import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useEffect } from "react";
import type { TopUp } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery, readAnew } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";

export interface TopUpOutcomeProps {
  readonly id: string;
  /** Whether Stripe's page was left without paying. */
  readonly canceled: boolean;
  onDismiss(): void;
}

const ASK_MS = 2_000;

/**
 * What became of a payment. Coming back from Stripe's page says nothing: credits are there when Stripe has reported the
 * payment to the gateway, so the gateway is asked until it knows.
 */
export function TopUpOutcome({ id, canceled, onDismiss }: TopUpOutcomeProps) {
  const { organizationId } = useOrganization();
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...apiQuery("getBillingTopUpsById", { path: { id } }),
    refetchInterval: ({ state }) => (state.data?.topUp.status === "pending" ? ASK_MS : false),
  });
  const topUp = data?.topUp;
  const isCredited = topUp?.status === "succeeded";
  useEffect(() => {
    if (isCredited) void readAnew(client, ["getBilling", "getBillingTransactions", "getBillingInvoices"]);
  }, [isCredited, client]);
  if (error && topUp === undefined)
    return <Notice tone="bad">The payment could not be looked up. {error.message}</Notice>;
  if (topUp === undefined) return null;
  // Stripe's way back names no organization.
  if (topUp.organizationId !== organizationId)
    return (
      <Navigate
        to="/$organizationId/billing"
        params={{ organizationId: topUp.organizationId }}
        search={{ topUp: id, canceled: canceled || undefined }}
        replace
      />
    );
  return (
    <div className="flex flex-wrap items-start gap-2">
      <div className="min-w-0 flex-1 basis-72">
        <Outcome topUp={topUp} canceled={canceled} />
      </div>
      {(topUp.status !== "pending" || canceled) && (
        <Button variant="quiet" onClick={onDismiss}>
          Dismiss
        </Button>
      )}
    </div>
  );
}

function Outcome({ topUp, canceled }: { readonly topUp: TopUp; readonly canceled: boolean }) {
  const amount = money(topUp.amountUsd);
  switch (topUp.status) {
    case "succeeded":
      return <Notice tone="good">{amount} have been credited.</Notice>;
    case "failed":
      return (
        <Notice tone="bad">
          The payment of {amount} failed. {topUp.failure} Nothing was credited.
        </Notice>
      );
    case "expired":
      return <Notice tone="warn">The payment of {amount} was not finished in time. Nothing was charged.</Notice>;
    case "mismatch":
      return (
        <Notice tone="bad">
          A payment came that is not the {amount} that were asked for, so nothing was credited. {topUp.failure} The
          operator of this gateway has to look at it: {topUp.id}
        </Notice>
      );
    case "pending":
      return (
        <Notice tone={canceled ? "warn" : "accent"}>
          {canceled
            ? `You left Stripe’s page without paying ${amount}. Nothing was charged. `
            : `Waiting for Stripe to report your payment of ${amount}. This page goes on by itself. `}
          {topUp.checkoutUrl !== null && (
            <a href={topUp.checkoutUrl} className={textLink}>
              {canceled ? "Pay after all" : "Back to Stripe’s page"}
            </a>
          )}
        </Notice>
      );
  }
}
