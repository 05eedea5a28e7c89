import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import type { AuditVerification } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { count } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { Retention } from "./retention.tsx";

const REASONS: Readonly<Record<NonNullable<AuditVerification["reason"]>, string>> = {
  changed: "It is not as it was written.",
  missing: "It is gone.",
  unlinked: "It does not follow the one before.",
  end_differs: "The end of the chain is not the one that was kept.",
};

export interface IntegrityProps {
  /** The organization's id, or `platform`. */
  readonly chain: string;
}

/** The proof that nothing was changed, and how long events are kept. */
export function Integrity({ chain }: IntegrityProps) {
  const isOwner = useMay("owner");
  // A chain may be long: it is only checked when somebody asks.
  const check = useQuery({
    ...apiQuery("getAuditLogsVerify", { query: { organizationId: chain } }),
    enabled: false,
    retry: false,
  });
  return (
    <Card
      title="The chain of events"
      actions={
        <Button pending={check.isFetching} onClick={() => void check.refetch()}>
          <ShieldCheck aria-hidden />
          Verify the chain
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-sm text-muted">
          Each event holds the hash of the one before. The database lets nobody change events, nor remove any before
          their time; verifying computes all hashes anew.
        </p>
        {check.error && !check.isFetching && <Notice tone="bad">{check.error.message}</Notice>}
        {check.data && !check.isFetching && <Verdict verification={check.data.verification} />}
        {chain.startsWith("org_") && <Retention organizationId={chain} may={isOwner} />}
      </div>
    </Card>
  );
}

function Verdict({ verification }: { readonly verification: AuditVerification }) {
  const { valid, checked, firstSeq, lastSeq, lastHash, purgedSeq, brokenSeq, reason } = verification;
  if (!valid)
    return (
      <Notice tone="bad">
        The chain is broken{brokenSeq === null ? "" : ` at event ${brokenSeq}`}.{" "}
        {reason === null ? "" : REASONS[reason]}
      </Notice>
    );
  return (
    <div className="grid gap-2">
      <Notice tone="good">
        All {count(checked)} events are as they were written
        {firstSeq !== null && ` (${firstSeq} to ${lastSeq})`}.
        {purgedSeq > 0 && ` Those up to ${purgedSeq} had reached the end of their time and were removed.`}
      </Notice>
      <p className="text-sm text-muted">
        Keep this hash of event {lastSeq} elsewhere: as long as it is the same, nothing before it was touched.
      </p>
      <CopyLine text={lastHash} what="the hash" />
    </div>
  );
}
