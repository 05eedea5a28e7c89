import { Link } from "@tanstack/react-router";
import type { AuditLog } from "../../../src/client/api.ts";
import { useOrganization } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { dateTime } from "../../ui/format.ts";
import { DifferencesTable } from "./differences-table.tsx";
import { actorName, Outcome, targetName } from "./event-words.tsx";

export interface EventDialogProps {
  readonly event: AuditLog;
  onClose(): void;
}

/** All of one event: who, from where, what it changed, and its place in the chain. */
export function EventDialog({ event, onClose }: EventDialogProps) {
  const { organizationId } = useOrganization();
  const { action, actor, target, outcome, clientIp, userAgent, seq, hash, before, after } = event;
  const code = "font-mono text-xs break-all";
  return (
    <Dialog open wide onClose={onClose} title={action} description={dateTime(event.timestamp)}>
      <div className="grid gap-5">
        <Facts>
          <Fact name="Outcome">
            <Outcome outcome={outcome} />
          </Fact>
          <Fact name="Who">
            {actorName(actor)}
            {actor.id !== null && actor.label !== null && (
              <span className={`block text-muted ${code}`}>{actor.id}</span>
            )}
          </Fact>
          {target !== null && (
            <Fact name={`To the ${target.kind.replaceAll("_", " ")}`}>
              {targetName(target)}
              {target.label !== null && <span className={`block text-muted ${code}`}>{target.id}</span>}
            </Fact>
          )}
          {clientIp !== null && <Fact name="From">{clientIp}</Fact>}
          {userAgent !== null && <Fact name="With">{userAgent}</Fact>}
          {event.requestId !== null && (
            <Fact name="Request id">
              <span className={code}>{event.requestId}</span>
            </Fact>
          )}
          <Fact name="Place in the chain">{seq}</Fact>
          <Fact name="Hash">
            <span className={code}>{hash}</span>
          </Fact>
          <Fact name="Link to this event">
            <CopyButton labelled text={linkTo(event)} what="the link to this event" />
          </Fact>
        </Facts>
        <section className="grid gap-2">
          <h3 className="text-sm font-medium">Details</h3>
          <DifferencesTable before={before} after={after} />
        </section>
        {target !== null && (
          <DialogActions>
            <Button asChild size="md">
              <Link
                to="/$organizationId/audit"
                params={{ organizationId }}
                search={(now) => ({ platform: now.platform, target: target.id })}
              >
                All of this target
              </Link>
            </Button>
          </DialogActions>
        )}
      </div>
    </Dialog>
  );
}

/** An address that shows this event wherever it is in the log: narrowed to its millisecond, with it open. */
function linkTo({ id, timestamp }: AuditLog): string {
  const { origin, pathname, search } = location;
  const platform = new URLSearchParams(search).get("platform");
  const query = new URLSearchParams({
    from: timestamp,
    to: new Date(Date.parse(timestamp) + 1).toISOString(),
    ...(platform === null ? {} : { platform }),
    event: id,
  });
  return `${origin}${pathname}?${query}`;
}
