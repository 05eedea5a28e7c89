import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Project, ProjectConfigSummary } from "../../../src/client/api.ts";
import { hasCode, messageOf } from "../../api/error.ts";
import { useMay, useMe } from "../../api/identity.ts";
import { apiQuery, readAnew, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Textarea } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { ChangeList } from "./change-list.tsx";
import { STALE_AFTER_CHANGE, STEPS, type StepName } from "./steps.ts";

export interface StepDialogProps {
  readonly step: StepName;
  readonly config: ProjectConfigSummary;
  readonly project: Project;
  /** What is served now. */
  readonly served: ProjectConfigSummary | null;
  onClose(): void;
}

const CHANGES_SHOWN = 6;

/** Tells what a step does, asks why, and takes it. */
export function StepDialog({ step, config, project, served, onClose }: StepDialogProps) {
  const { operation, label, title, done, consequence } = STEPS[step];
  const client = useQueryClient();
  const [message, setMessage] = useState("");
  const take = useApiMutation(operation, { stale: STALE_AFTER_CHANGE });
  const undo = useApiMutation("postConfigsByIdRollback", { stale: STALE_AFTER_CHANGE });
  const goesLive = step === "serve" || step === "rollback";
  const mustBeOther = useMustBeOther(config, goesLive);
  const { version } = config;
  const before = served !== null && served.id !== config.id ? served : null;
  const run = async (): Promise<void> => {
    const why = message.trim() === "" ? {} : { message: message.trim() };
    await take.mutateAsync({ path: { id: config.id }, body: { updatedAt: config.updatedAt, ...why } });
    onClose();
    const back = (id: string) => () => void undo.mutateAsync({ path: { id } }).catch(toastError);
    const text = `Version ${version} ${done}.`;
    if (goesLive && before !== null) toast(text, { label: `Back to version ${before.version}`, run: back(before.id) });
    else if (step === "unserve") toast(text, { label: "Undo", run: back(config.id) });
    else toast(text);
  };
  const isStale = hasCode(take.error, "conflict");
  return (
    <Dialog open onClose={onClose} title={title(version)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run().catch(() => undefined);
        }}
        className="grid gap-4"
      >
        <p className="text-base text-muted">
          {consequence({ version, slug: project.slug, served: before?.version ?? null })}
        </p>
        {goesLive && <WhatChanges config={config} />}
        {mustBeOther && (
          <Notice tone="warn">
            You approved this version. In this organization, whoever approves a version does not serve it: ask another
            administrator to.
          </Notice>
        )}
        {take.error && <Notice tone="bad">{messageOf(take.error)}</Notice>}
        <Field label="Why" optional help="Kept in the history and the audit log.">
          <Textarea rows={2} maxLength={2_000} value={message} onChange={(event) => setMessage(event.target.value)} />
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          {isStale ? (
            <Button size="md" variant="primary" onClick={() => void readAnew(client, STALE_AFTER_CHANGE).then(onClose)}>
              Read it again
            </Button>
          ) : (
            <Button
              size="md"
              type="submit"
              variant={step === "unserve" ? "danger" : "primary"}
              pending={take.isPending}
              disabled={mustBeOther}
            >
              {label}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Whether the organization wants somebody else to serve what this user approved. */
function useMustBeOther({ organizationId, approvedBy }: ProjectConfigSummary, goesLive: boolean): boolean {
  const { user } = useMe();
  const may = useMay("admin");
  const { data } = useQuery({
    ...apiQuery("getOrganizationsByIdSettings", { path: { id: organizationId } }),
    enabled: goesLive && may,
  });
  return goesLive && data?.settings.configs.separate_approval === true && approvedBy?.id === user.id;
}

function WhatChanges({ config }: { readonly config: ProjectConfigSummary }) {
  const { data } = useQuery(apiQuery("postConfigsByIdDiff", { path: { id: config.id }, body: {} }));
  if (data === undefined || data.diff.changes.length === 0) return null;
  const { changes } = data.diff;
  return (
    <div className="grid gap-1.5">
      <h3 className="text-sm font-medium">What changes</h3>
      <ChangeList changes={changes.slice(0, CHANGES_SHOWN)} />
      {changes.length > CHANGES_SHOWN && (
        <p className="text-sm text-muted">and {changes.length - CHANGES_SHOWN} more</p>
      )}
    </div>
  );
}
