import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { messageOf } from "../../../api/error.ts";
import { apiQuery, useApiMutation } from "../../../api/query.ts";
import { newVersionOf, type Unsaved } from "../../../api/unsaved.ts";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { ErrorState } from "../../../ui/states.tsx";
import { toast } from "../../../ui/toast.tsx";
import { useLeaveWarning } from "../leave-warning.ts";
import { SaveBar } from "../save-bar.tsx";
import { STALE_AFTER_CHANGE } from "../steps.ts";
import { useUnsaved } from "../use-unsaved.ts";
import { Workbench } from "../workbench.tsx";

export interface NewVersionProps {
  readonly organizationId: string;
  readonly projectId: string;
  /** `empty`, `kept`, or the id of a version or template. */
  readonly from: string;
}

/** The text of a version that is not saved yet, beginning with another. */
export function NewVersion({ organizationId, projectId, from }: NewVersionProps) {
  const isVersion = from.startsWith("cfg_");
  const isTemplate = !isVersion && from !== "empty" && from !== "kept";
  const version = useQuery({ ...apiQuery("getConfigsById", { path: { id: from } }), enabled: isVersion });
  const templates = useQuery({
    ...apiQuery("getProjectsByIdConfigsTemplates", { path: { id: projectId } }),
    enabled: isTemplate,
  });
  const source = isVersion ? version : templates;
  if (source.error && source.data === undefined)
    return <ErrorState error={source.error} onRetry={() => void source.refetch()} />;
  const template = templates.data?.templates.find(({ id }) => id === from);
  const yaml = isVersion
    ? version.data?.config.yaml
    : isTemplate
      ? templates.data === undefined
        ? undefined
        : (template?.yaml ?? "")
      : "";
  if (yaml === undefined) return <Skeleton className="h-[60dvh]" />;
  const message = template === undefined ? "" : `From the template “${template.title}”`;
  return (
    <NewText
      organizationId={organizationId}
      projectId={projectId}
      start={{ yaml, message, basedOn: null }}
      isKept={from === "kept"}
    />
  );
}

interface NewTextProps {
  readonly organizationId: string;
  readonly projectId: string;
  readonly start: Unsaved;
  /** Whether it is what was kept that is asked for. */
  readonly isKept: boolean;
}

function NewText({ organizationId, projectId, start, isKept }: NewTextProps) {
  const navigate = useNavigate();
  const draft = useUnsaved(newVersionOf(projectId), start);
  const create = useApiMutation("postProjectsByIdConfigs", { stale: STALE_AFTER_CHANGE });
  // While it is saved as well: what is left then is saved.
  useLeaveWarning(draft.isDirty && !create.isPending);
  const save = async (): Promise<void> => {
    if (create.isPending) return;
    const body = { yaml: draft.yaml, message: draft.message.trim() || null };
    const { config } = await create.mutateAsync({ path: { id: projectId }, body });
    draft.discard();
    toast(`Version ${config.version} is saved as a draft.`);
    await navigate({
      to: "/$organizationId/configurations/$projectId/$configId",
      params: { organizationId, projectId, configId: config.id },
      replace: true,
    });
  };
  const run = (): void => void save().catch(() => undefined);
  return (
    <Workbench
      projectId={projectId}
      label="Text of the new version"
      yaml={draft.yaml}
      readOnly={false}
      onChange={(yaml) => draft.change({ yaml })}
      onSave={run}
      notices={
        <>
          {create.error && <Notice tone="bad">Not saved. {messageOf(create.error)}</Notice>}
          {draft.wasKept && !isKept && (
            <Notice>
              This is what you were writing before; it was kept in this tab.
              <div className="mt-2 text-text">
                <Button onClick={draft.discard}>Begin anew</Button>
              </div>
            </Notice>
          )}
        </>
      }
      actions={<SaveBar draft={draft} isPending={create.isPending} label="Save as draft" isNew onSave={run} />}
    />
  );
}
