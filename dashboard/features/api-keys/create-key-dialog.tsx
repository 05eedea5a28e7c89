import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { ApiKeyWithSecret, Project } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { NamesField } from "../../ui/names-field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { useModelOptions } from "../models/name-options.ts";

export interface CreateKeyDialogProps {
  readonly organizationId: string;
  /** The project that is looked at. */
  readonly projectId: string | undefined;
  onClose(): void;
  onMade(made: ApiKeyWithSecret): void;
}

interface Typed {
  description: string;
  projectId: string;
  environment: "production" | "development";
  usageLimit: string;
  monthlyUsd: string;
  rpm: string;
  expiresInDays: string;
}

const PROJECTS_MAX = 200;
const DAY_MS = 86_400_000;

/** Makes a key with what is wanted most. What else a key can have is on its page. */
export function CreateKeyDialog({ projectId, ...props }: CreateKeyDialogProps) {
  const { organizationId, onClose } = props;
  const query = { organizationId, status: "active", limit: PROJECTS_MAX } as const;
  const { data, error, refetch } = useQuery(apiQuery("getProjects", { query }));
  const chosen = data?.projects.find(({ id }) => id === projectId) ?? data?.projects[0];
  return (
    <Dialog open onClose={onClose} title="Create an API key">
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-80" />
      ) : chosen === undefined ? (
        <NoProject organizationId={organizationId} />
      ) : (
        <KeyForm projects={data.projects} projectId={chosen.id} {...props} />
      )}
    </Dialog>
  );
}

function NoProject({ organizationId }: { readonly organizationId: string }) {
  return (
    <p>
      A key belongs to a project, and there is none in use.{" "}
      <Link to="/$organizationId/projects" params={{ organizationId }} search={{ create: true }} className={textLink}>
        Create a project
      </Link>
    </p>
  );
}

interface KeyFormProps extends Omit<CreateKeyDialogProps, "organizationId"> {
  readonly projects: readonly Project[];
  readonly projectId: string;
}

function KeyForm({ projects, projectId, onClose, onMade }: KeyFormProps) {
  const create = useApiMutation("postApiKeys", { stale: ["getApiKeys"] });
  const { register, handleSubmit, watch } = useForm<Typed>({ defaultValues: { projectId } });
  const [models, setModels] = useState<readonly string[]>([]);
  const options = useModelOptions(watch("projectId"));
  const { of, other } = fieldErrors(create.error, [
    "description",
    "projectId",
    "usageLimit",
    "expiresAt",
    "rpm",
    "monthly_usd",
    "iam",
  ]);
  const submit = handleSubmit(async ({ usageLimit, monthlyUsd, rpm, expiresInDays, ...rest }) => {
    const made = await create.mutateAsync({
      body: {
        ...rest,
        ...(usageLimit === "" ? {} : { usageLimit: Number(usageLimit) }),
        ...(monthlyUsd === "" ? {} : { limits: { monthly_usd: Number(monthlyUsd) } }),
        ...(rpm === "" ? {} : { rateLimits: { rpm: Number(rpm) } }),
        ...(models.length === 0
          ? {}
          : { iam: [{ effect: "allow" as const, on: "models" as const, values: [...models] }] }),
        ...(expiresInDays === ""
          ? {}
          : { expiresAt: new Date(Date.now() + Number(expiresInDays) * DAY_MS).toISOString() }),
      },
    });
    onMade(made);
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      {other && <Notice tone="bad">{other}</Notice>}
      <Field label="Name" help="The application that uses it." error={of("description")}>
        <Input autoFocus required maxLength={255} placeholder="Checkout service" {...register("description")} />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Project" error={of("projectId")}>
          <Select required {...register("projectId")}>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Environment">
          <Select {...register("environment")}>
            <option value="production">Production</option>
            <option value="development">Development</option>
          </Select>
        </Field>
        <Field label="US$ in all" optional help="It stops when they are spent." error={of("usageLimit")}>
          <Input type="number" min="0" step="any" inputMode="decimal" {...register("usageLimit")} />
        </Field>
        <Field label="US$ a month" optional error={of("monthly_usd")}>
          <Input type="number" min="0" step="any" inputMode="decimal" {...register("monthlyUsd")} />
        </Field>
        <Field label="Requests a minute" optional error={of("rpm")}>
          <Input type="number" min="1" step="1" inputMode="numeric" {...register("rpm")} />
        </Field>
        <Field label="Ends" error={of("expiresAt")}>
          <Select {...register("expiresInDays")}>
            <option value="">Never</option>
            <option value="7">In 7 days</option>
            <option value="30">In 30 days</option>
            <option value="90">In 90 days</option>
            <option value="365">In a year</option>
          </Select>
        </Field>
      </div>
      <NamesField
        label="Only these models"
        help={
          of("iam") ?? "None chosen: all. A * stands for any text, such as claude-*. More rules are on the key’s page."
        }
        placeholder="All models"
        options={options}
        values={models}
        onChange={setModels}
      />
      <DialogActions>
        <Button size="md" onClick={onClose}>
          Cancel
        </Button>
        <Button size="md" type="submit" variant="primary" pending={create.isPending}>
          Create key
        </Button>
      </DialogActions>
    </form>
  );
}
