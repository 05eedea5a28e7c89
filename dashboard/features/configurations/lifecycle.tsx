import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Project, ProjectConfig, ProjectConfigSummary } from "../../../src/client/api.ts";
import { urlOf } from "../../api/call.ts";
import { useMay } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmByTyping } from "../../ui/confirm-by-typing.tsx";
import { MenuItem, MenuLine, RowMenu } from "../../ui/menu.tsx";
import { StepDialog } from "./step-dialog.tsx";
import { STALE_AFTER_CHANGE, STEPS, type StepName, stepsOf } from "./steps.ts";

export interface LifecycleProps {
  readonly organizationId: string;
  readonly project: Project;
  readonly config: ProjectConfig;
  readonly served: ProjectConfigSummary | null;
  /** Whether there is a text that was not saved, which no step would be about. */
  readonly isDirty: boolean;
  onDeleted(): void;
}

/** What can be done to a version in its state, by this user. */
export function Lifecycle({ organizationId, project, config, served, isDirty, onDeleted }: LifecycleProps) {
  const { id, version, allowed } = config;
  const navigate = useNavigate();
  const isAdmin = useMay("admin");
  const [step, setStep] = useState<StepName | null>(null);
  const [deleting, setDeleting] = useState(false);
  // Not read anew: the page that asks for it is being left.
  const remove = useApiMutation("deleteConfigsById", {
    stale: STALE_AFTER_CHANGE.filter((name) => name !== "getConfigsById" && name !== "getConfigsByIdHistory"),
  });
  const params = { organizationId, projectId: project.id };
  const steps = stepsOf(config).filter((name) => STEPS[name].role !== "admin" || isAdmin);
  return (
    <>
      {steps.map((name, index) => (
        <Button
          key={name}
          variant={name === "unserve" ? "warning" : index === 0 && !isDirty ? "primary" : "secondary"}
          disabled={isDirty}
          title={isDirty ? "Save or discard your changes first" : undefined}
          onClick={() => setStep(name)}
        >
          {STEPS[name].label}…
        </Button>
      ))}
      <RowMenu name={`version ${version}`}>
        <MenuItem asChild>
          <Link to="/$organizationId/configurations/$projectId/new" params={params} search={{ from: id }}>
            New version of it
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href={urlOf("getProjectsByIdConfigsExport", { path: { id: project.id }, query: { version } })} download>
            Download as a file
          </a>
        </MenuItem>
        {allowed.includes("delete") && (
          <>
            <MenuLine />
            <MenuItem danger onSelect={() => setDeleting(true)}>
              Delete draft…
            </MenuItem>
          </>
        )}
      </RowMenu>
      {step !== null && (
        <StepDialog step={step} config={config} project={project} served={served} onClose={() => setStep(null)} />
      )}
      <ConfirmByTyping
        open={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this draft?"
        word={`version ${version}`}
        action="Delete draft"
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id } });
          onDeleted();
          await navigate({ to: "/$organizationId/configurations/$projectId", params });
        }}
      >
        The text of version {version} is gone for good, and its number is not given again. What is served stays.
      </ConfirmByTyping>
    </>
  );
}
