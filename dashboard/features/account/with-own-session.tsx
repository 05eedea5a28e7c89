import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionInfo } from "../../../src/client/api.ts";
import { ApiError } from "../../api/error.ts";
import { apiQuery } from "../../api/query.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";

export interface WithOwnSessionProps {
  children(sessions: readonly SessionInfo[]): ReactNode;
}

/** Who came by an organization's single sign-on does not reach their account: that is said in place of its parts. */
export function WithOwnSession({ children }: WithOwnSessionProps) {
  const { data, error, refetch } = useQuery(apiQuery("getAuthSessions"));
  if (error instanceof ApiError && error.status === 403)
    return (
      <EmptyState icon={Lock} title="You came by single sign-on">
        Such a session reaches its organization alone. Sign in with your own password to change your account.
      </EmptyState>
    );
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 max-w-2xl" />;
  return children(data.sessions);
}
