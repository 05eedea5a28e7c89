import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Project } from "../../../src/client/api.ts";
import { useMay } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

export interface ProjectEndProps {
  readonly project: Project;
  readonly organizationId: string;
}

/** Archiving, which can be undone, and deleting, which cannot. */
export function ProjectEnd({ project, organizationId }: ProjectEndProps) {
  const navigate = useNavigate();
  const isOwner = useMay("owner");
  const [deleting, setDeleting] = useState(false);
  const stale = ["getProjects", "getProjectsById"] as const;
  const archive = useApiMutation("postProjectsByIdArchive", { stale });
  const unarchive = useApiMutation("postProjectsByIdUnarchive", { stale });
  const remove = useApiMutation("deleteProjectsById", { stale: ["getProjects", "getApiKeys", "getLogs"] });
  const path = { id: project.id };
  const restore = (): void =>
    unarchive.mutate({ path }, { onSuccess: () => toast(`${project.name} is in use again.`), onError: toastError });
  const retire = (): void =>
    archive.mutate(
      { path },
      {
        onSuccess: () => toast(`${project.name} is archived.`, { label: "Undo", run: restore }),
        onError: toastError,
      },
    );
  return (
    <Card title="End">
      <div className="grid gap-4">
        {project.status === "active" ? (
          <Choice
            text="Archive: its keys are refused until it is restored. Nothing is lost."
            button={
              <Button pending={archive.isPending} onClick={retire}>
                Archive
              </Button>
            }
          />
        ) : (
          <Choice
            text="It is archived: its keys are refused."
            button={
              <Button pending={unarchive.isPending} onClick={restore}>
                Restore
              </Button>
            }
          />
        )}
        {isOwner && (
          <Choice
            text="Delete: its keys are revoked and its requests are hidden, for good."
            button={
              <Button variant="warning" onClick={() => setDeleting(true)}>
                Delete…
              </Button>
            }
          />
        )}
      </div>
      <ConfirmByTyping
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this project?"
        word={project.name}
        action="Delete project"
        onConfirm={async () => {
          await remove.mutateAsync({ path });
          await navigate({ to: "/$organizationId/projects", params: { organizationId } });
        }}
      >
        All keys of <b className="font-medium text-text">{project.name}</b> stop working, its running requests end, and
        its requests are no longer shown. This cannot be undone.
      </ConfirmByTyping>
    </Card>
  );
}

function Choice({ text, button }: { readonly text: string; readonly button: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <p className="min-w-0 flex-1 basis-64 text-sm text-muted">{text}</p>
      {button}
    </div>
  );
}
