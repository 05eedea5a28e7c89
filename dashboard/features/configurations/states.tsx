import type { ProjectConfigSummary } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

export type ConfigState = ProjectConfigSummary["state"];

/** States of a version in words, in the order of its life. */
export const STATES: Readonly<
  Record<ConfigState, { readonly label: string; readonly tone: Tone; readonly help: string }>
> = {
  DRAFT: { label: "Draft", tone: "neutral", help: "Being written; can be changed and deleted." },
  READY_TO_SERVE: { label: "Ready to serve", tone: "accent", help: "Approved and read-only; not live." },
  SERVED: { label: "Served", tone: "good", help: "Live and read-only: this is what callers get." },
  RETIRED: { label: "Retired", tone: "neutral", help: "Was live; read-only, and can be served again." },
};

/** Where a version is between draft and retired. */
export function StateBadge({ state }: { readonly state: ConfigState }) {
  const { label, tone, help } = STATES[state];
  return (
    <Badge tone={tone} title={help}>
      {label}
    </Badge>
  );
}

/** A version that is planned with beside what is served. */
export function ShadowBadge({ percent }: { readonly percent: number }) {
  return (
    <Badge tone="accent" title="A share of the requests is planned with it too, and answered by what is served">
      Shadow {percent}%
    </Badge>
  );
}

/** Whether a project serves anything. */
export function ProjectStatusBadge({ status }: { readonly status: "DEV" | "PROD" }) {
  return status === "PROD" ? (
    <Badge tone="good" title="A version is served">
      PROD
    </Badge>
  ) : (
    <Badge title="Nothing is served yet">DEV</Badge>
  );
}
