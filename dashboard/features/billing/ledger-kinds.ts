import type { LedgerTransaction } from "../../../src/client/api.ts";

export type LedgerKind = LedgerTransaction["kind"];

/** What a transaction was, in words. */
export const KINDS: Readonly<Record<LedgerKind, string>> = {
  usage: "Usage",
  top_up: "Top-up",
  auto_top_up: "Automatic top-up",
  grant: "Grant",
  refund: "Refund",
  refund_failed: "Refund that failed",
  dispute: "Dispute",
  dispute_reversal: "Dispute won",
  adjustment: "Correction",
};

export const LEDGER_KINDS = Object.keys(KINDS) as readonly LedgerKind[];
