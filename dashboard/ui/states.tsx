import type { LucideIcon } from "lucide-react";
import { CloudOff, SearchX, ShieldX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError, messageOf } from "../api/error.ts";
import { Button } from "./button.tsx";

interface StateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

function State({ icon: Icon, title, children, action }: StateProps) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-2 px-4 py-12 text-center">
      <Icon className="size-6 text-muted" aria-hidden />
      <p className="text-lg font-semibold">{title}</p>
      {children && <div className="text-base text-muted">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** There is nothing, and this is what to do about it. */
export function EmptyState(props: StateProps) {
  return <State {...props} />;
}

export interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** Something could not be read: what, whether it helps to try again, and the id for whoever runs the gateway. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { title, icon } = describe(error);
  const requestId = error instanceof ApiError ? error.requestId : null;
  // A role does not change by asking again.
  const isWorthTrying = !(error instanceof ApiError && error.status === 403);
  return (
    <div role="alert">
      <State
        icon={icon}
        title={title}
        action={onRetry && isWorthTrying && <Button onClick={onRetry}>Try again</Button>}
      >
        <p>{messageOf(error)}</p>
        {requestId && error instanceof ApiError && error.status >= 500 && (
          <p className="mt-1 text-sm">
            In the gateway’s log: <code className="font-mono text-xs">{requestId}</code>
          </p>
        )}
      </State>
    </div>
  );
}

function describe(error: unknown): { readonly title: string; readonly icon: LucideIcon } {
  if (!(error instanceof ApiError)) return { title: "This page broke", icon: TriangleAlert };
  if (error.status === 0) return { title: "No connection to the gateway", icon: CloudOff };
  if (error.status === 403) return { title: "Your role does not allow this", icon: ShieldX };
  if (error.status === 404) return { title: "Not found", icon: SearchX };
  if (error.status >= 500) return { title: "The gateway could not answer", icon: TriangleAlert };
  return { title: "The gateway refused this", icon: TriangleAlert };
}
