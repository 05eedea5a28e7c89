import type { SessionInfo } from "../../../src/client/api.ts";
import { useMe } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { deviceName } from "./device.ts";

/** Where one is signed in, with the way out of each. */
export function Sessions({ sessions }: { readonly sessions: readonly SessionInfo[] }) {
  const { organizations } = useMe();
  const end = useApiMutation("deleteAuthSessionsById", { stale: ["getAuthSessions"] });
  const endOthers = useApiMutation("deleteAuthSessions", { stale: ["getAuthSessions"] });
  const others = sessions.filter(({ current }) => !current).length;
  const columns: readonly Column<SessionInfo>[] = [
    {
      id: "device",
      header: "Signed in with",
      width: "minmax(0,2fr)",
      cell: ({ userAgent, current, ssoOrganizationId, clientIp }) => (
        <span className="grid">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium" title={userAgent ?? undefined}>
              {deviceName(userAgent)}
            </span>
            {current && <Badge tone="good">this one</Badge>}
          </span>
          <span className="truncate text-xs text-muted">
            {clientIp}
            {ssoOrganizationId !== null &&
              ` by the single sign-on of ${organizations.find(({ id }) => id === ssoOrganizationId)?.name ?? "an organization"}`}
          </span>
        </span>
      ),
    },
    {
      id: "used",
      header: "Last used",
      numeric: true,
      width: "6rem",
      cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} />,
    },
    {
      id: "began",
      header: "Began",
      from: "md",
      numeric: true,
      width: "7rem",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "ends",
      header: "Ends",
      from: "lg",
      numeric: true,
      width: "7rem",
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "5.75rem",
      cell: ({ id, current, userAgent }) =>
        !current && (
          <Button
            className="float-right"
            pending={end.isPending && end.variables.path.id === id}
            aria-label={`Sign out ${deviceName(userAgent)}`}
            onClick={() => end.mutate({ path: { id } }, { onError: toastError })}
          >
            Sign out
          </Button>
        ),
    },
  ];
  const endAll = (): void =>
    endOthers.mutate(
      {},
      {
        onSuccess: ({ ended }) =>
          toast(ended === 1 ? "1 other session has ended." : `${ended} other sessions have ended.`),
        onError: toastError,
      },
    );
  return (
    <Card
      flush
      title="Sessions"
      actions={
        others > 0 && (
          <Button pending={endOthers.isPending} onClick={endAll}>
            Sign out all others
          </Button>
        )
      }
    >
      <Table label="Sessions" columns={columns} rows={sessions} rowKey={({ id }) => id} empty={null} />
    </Card>
  );
}
