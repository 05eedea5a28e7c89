import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import type { ApiKeyWithSecret, Project } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Step } from "./step.tsx";

export interface KeyStepProps {
  readonly organizationId: string;
  readonly projectId: string | undefined;
  readonly made: ApiKeyWithSecret | null;
  onMade(made: ApiKeyWithSecret): void;
}

const PROJECTS_MAX = 200;

/** A key for the first application. */
export function KeyStep({ organizationId, projectId, made, onMade }: KeyStepProps) {
  const may = useMay("developer");
  const query = { organizationId, status: "active", limit: PROJECTS_MAX } as const;
  const { data, error, refetch } = useQuery(apiQuery("getProjects", { query }));
  const chosen = data?.projects.find(({ id }) => id === projectId) ?? data?.projects[0];
  return (
    <Step number={2} title="An API key" isDone={made !== null}>
      {made !== null ? (
        <Made made={made} />
      ) : !may ? (
        <p>Your role may not make keys. Ask a developer or an administrator for one.</p>
      ) : error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-16" />
      ) : chosen === undefined ? (
        <p>
          A key belongs to a project, and there is none in use.{" "}
          <Link
            to="/$organizationId/projects"
            params={{ organizationId }}
            search={{ create: true }}
            className={textLink}
          >
            Create a project
          </Link>
        </p>
      ) : (
        <KeyForm projects={data.projects} projectId={chosen.id} onMade={onMade} />
      )}
    </Step>
  );
}

function Made({ made: { key } }: { readonly made: ApiKeyWithSecret }) {
  return (
    <>
      <div className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sunken py-2 pr-2 pl-3">
        <code data-secret className="min-w-0 flex-1 font-mono text-sm break-all">
          {key}
        </code>
        <CopyButton text={key} what="the secret" labelled />
      </div>
      <p className="text-sm text-muted">
        Copy it now: the gateway keeps only its fingerprint, and this tab forgets it.
      </p>
    </>
  );
}

interface KeyFormProps {
  readonly projects: readonly Project[];
  readonly projectId: string;
  onMade(made: ApiKeyWithSecret): void;
}

function KeyForm({ projects, projectId, onMade }: KeyFormProps) {
  const create = useApiMutation("postApiKeys", { stale: ["getApiKeys"] });
  const { register, handleSubmit } = useForm({ defaultValues: { description: "My first key", projectId } });
  const { of, other } = fieldErrors(create.error, ["description", "projectId"]);
  const submit = handleSubmit(async (body) => onMade(await create.mutateAsync({ body })));
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-3">
      {other && <Notice tone="bad">{other}</Notice>}
      <div className="grid gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] md:items-end">
        <Field label="Name" error={of("description")}>
          <Input required maxLength={255} {...register("description")} />
        </Field>
        <Field label="Project" error={of("projectId")}>
          <Select {...register("projectId")}>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit" size="md" variant="primary" pending={create.isPending}>
          Create key
        </Button>
      </div>
    </form>
  );
}
