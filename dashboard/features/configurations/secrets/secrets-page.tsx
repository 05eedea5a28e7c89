import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound, Lock, Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../../api/query.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ConfirmByTyping } from "../../../ui/confirm-by-typing.tsx";
import { EmptyState, ErrorState } from "../../../ui/states.tsx";
import { ProjectFrame } from "../project-frame.tsx";
import { SecretTable } from "./secret-table.tsx";
import { SetSecretDialog } from "./set-secret-dialog.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations/$projectId/secrets");

/** Stands in the address for a secret that has no name yet. */
const NEW = "*";

/** What `!secret NAME` stands for in a project's configurations. */
export function SecretsPage() {
  const { organizationId, projectId } = route.useParams();
  const { set } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const maySee = useMay("developer");
  const [deleting, setDeleting] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    ...apiQuery("getProjectsByIdSecrets", { path: { id: projectId } }),
    enabled: maySee,
  });
  const remove = useApiMutation("deleteProjectsByIdSecretsByName", {
    stale: ["getProjectsByIdSecrets", "postProjectsByIdConfigsValidate"],
  });
  const rows = data?.secrets;
  const setSetting = (name: string | undefined): void =>
    void navigate({ search: (now) => ({ ...now, set: name }), replace: true });
  const existing = rows?.find(({ name }) => name === set);
  return (
    <ProjectFrame
      organizationId={organizationId}
      projectId={projectId}
      actions={
        may && (
          <Button variant="primary" data-shortcut="create" onClick={() => setSetting(NEW)}>
            <Plus aria-hidden />
            Add secret
          </Button>
        )
      }
    >
      {() =>
        !maySee ? (
          <EmptyState icon={Lock} title="Your role does not allow this">
            Developers see which secrets there are; administrators set them.
          </EmptyState>
        ) : error && rows === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <>
            <Card flush>
              <SecretTable
                organizationId={organizationId}
                projectId={projectId}
                rows={rows}
                may={may}
                onSet={setSetting}
                onDelete={setDeleting}
                empty={
                  <EmptyState
                    icon={KeyRound}
                    title="No secrets yet"
                    action={may && <Button onClick={() => setSetting(NEW)}>Add the first one</Button>}
                  >
                    A configuration names a secret as <code className="font-mono text-sm">!secret NAME</code>, so that
                    keys stand in no text.
                  </EmptyState>
                }
              />
            </Card>
            {set !== undefined && may && rows !== undefined && (
              <SetSecretDialog
                projectId={projectId}
                name={set === NEW ? null : set}
                exists={existing !== undefined}
                onClose={() => setSetting(undefined)}
              />
            )}
            {deleting !== null && (
              <ConfirmByTyping
                open
                onClose={() => setDeleting(null)}
                title="Delete this secret?"
                word={deleting}
                action="Delete secret"
                onConfirm={() => remove.mutateAsync({ path: { id: projectId, name: deleting } })}
              >
                Its value is gone for good. Versions that name <b className="font-medium text-text">{deleting}</b>{" "}
                cannot be saved, approved or served until it is set again.
              </ConfirmByTyping>
            )}
          </>
        )
      }
    </ProjectFrame>
  );
}
