import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ProjectConfigSummary } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { rowLink } from "../../ui/row-link.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { Actor } from "./actor.tsx";
import { ShadowBadge, StateBadge } from "./states.tsx";

export interface VersionTableProps {
  readonly organizationId: string;
  readonly rows: readonly ProjectConfigSummary[] | undefined;
  readonly onEnd: (() => void) | undefined;
  readonly isLoadingMore: boolean;
  readonly empty: ReactNode;
}

/** Versions, newest first: who made, approved and served them, when and why. */
export function VersionTable({ organizationId, ...table }: VersionTableProps) {
  // Texts may hold keys: viewers see that versions exist, and no more.
  const may = useMay("developer");
  const columns: readonly Column<ProjectConfigSummary>[] = [
    {
      id: "version",
      header: "Version",
      width: "minmax(0,2fr)",
      cell: ({ id, projectId, version, message }) => (
        <span className="grid">
          {may ? (
            <Link
              to="/$organizationId/configurations/$projectId/$configId"
              params={{ organizationId, projectId, configId: id }}
              {...rowLink}
            >
              Version {version}
            </Link>
          ) : (
            <span className="font-medium">Version {version}</span>
          )}
          <span className="truncate text-xs text-muted" title={message ?? undefined}>
            {message ?? "no reason given"}
          </span>
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "8rem",
      cell: ({ state, shadowPercent }) => (
        <span className="flex flex-wrap gap-1">
          <StateBadge state={state} />
          {shadowPercent !== null && <ShadowBadge percent={shadowPercent} />}
        </span>
      ),
    },
    {
      id: "created",
      header: "Created",
      from: "md",
      cell: ({ createdBy, createdAt }) => <Deed actor={createdBy} at={createdAt} />,
    },
    {
      id: "approved",
      header: "Approved",
      from: "lg",
      cell: ({ approvedBy, approvedAt }) => <Deed actor={approvedBy} at={approvedAt} />,
    },
    {
      id: "served",
      header: "Last served",
      from: "lg",
      cell: ({ servedBy, servedAt }) => <Deed actor={servedBy} at={servedAt} />,
    },
  ];
  return <Table label="Versions" columns={columns} rowKey={({ id }) => id} {...table} />;
}

interface DeedProps {
  readonly actor: ProjectConfigSummary["createdBy"] | null;
  readonly at: string | null;
}

/** Who did something, and when. */
export function Deed({ actor, at }: DeedProps) {
  if (actor === null || at === null) return <span className="text-muted">–</span>;
  return (
    <span className="grid">
      <span className="truncate">
        <Actor actor={actor} />
      </span>
      <span className="text-xs text-muted">
        <RelativeTime at={at} />
      </span>
    </span>
  );
}
