import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Provider, ProviderKey } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { RATES } from "../api-keys/limits-draft.ts";
import { RateFields } from "../api-keys/rate-fields.tsx";
import { type ConnectionDraft, connectionPatch, draftOfConnection } from "./connection-patch.ts";
import { fieldsOf, rulesOf } from "./credential-fields.ts";
import { CredentialInput } from "./credential-input.tsx";
import { formIdOf } from "./credential-patch.ts";

export interface EditFormProps {
  readonly connection: ProviderKey;
  readonly provider: Provider;
  readonly may: boolean;
}

const PROJECTS_MAX = 200;
const RANK_MAX = 1_000;

/** Changes a connection. Secrets are written and never read: an empty field keeps what is there. */
export function EditForm({ connection, provider, may }: EditFormProps) {
  const { organizationId, credential } = connection;
  const [formId, setFormId] = useState(formIdOf(provider, credential));
  const isOtherForm = formId !== formIdOf(provider, credential);
  const change = useApiMutation("patchProviderKeysById", { stale: ["getProviderKeys", "getProviderKeysById"] });
  const projects = useQuery(apiQuery("getProjects", { query: { organizationId, limit: PROJECTS_MAX } }));
  const { register, handleSubmit, watch, formState } = useForm<ConnectionDraft>({
    defaultValues: draftOfConnection(connection, fieldsOf(provider, formId, connection.baseUrl !== null)),
  });
  const fields = fieldsOf(provider, formId, watch("baseUrl") !== "");
  const { of, other } = fieldErrors(change.error, [
    "name",
    "baseUrl",
    "projectId",
    "priority",
    "weight",
    ...RATES,
    ...fields.map(({ name }) => name),
  ]);
  const submit = handleSubmit(async (typed) => {
    await change.mutateAsync({ path: { id: connection.id }, body: connectionPatch(connection, fields, typed) });
    toast("Saved. Test it to see that it works.");
  });
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <fieldset disabled={!may} className="grid gap-5">
        {other && <Notice tone="bad">{other}</Notice>}
        <Card title="Credential">
          <div className="grid gap-4">
            {provider.credentialForms.length > 1 && (
              <Field label="Sign in by">
                <Select value={formId} onChange={(event) => setFormId(event.target.value)}>
                  {provider.credentialForms.map(({ id, label }) => (
                    <option key={id} value={id}>
                      {label}
                    </option>
                  ))}
                </Select>
              </Field>
            )}
            {fields.map((field) => (
              <CredentialInput
                key={field.name}
                field={field}
                kept={credential[field.name]}
                error={formState.errors.credential?.[field.name]?.message ?? of(field.name)}
                {...register(`credential.${field.name}`, rulesOf(field))}
              />
            ))}
            <Field
              label="Base URL"
              optional={!provider.baseUrlRequired}
              error={of("baseUrl")}
              help="Another host needs the secrets to be typed again: they are never sent to a new place by themselves."
            >
              <Input
                type="url"
                required={provider.baseUrlRequired}
                placeholder={provider.baseUrl ?? "https://llm.example.com/v1"}
                {...register("baseUrl")}
              />
            </Field>
          </div>
        </Card>
        <Card title="Use">
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Name" error={of("name")}>
              <Input required maxLength={255} {...register("name")} />
            </Field>
            <Field label="Project" help="Who may use it." error={of("projectId")}>
              {/* With its options only: a choice that is not there yet would be lost. */}
              <Select key={projects.dataUpdatedAt === 0 ? "loading" : "loaded"} {...register("projectId")}>
                <option value="">All projects</option>
                {projects.data?.projects.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Priority" help="0 to 1000; the lowest is used first." error={of("priority")}>
              <Input type="number" required min="0" max={RANK_MAX} step="1" {...register("priority")} />
            </Field>
            <Field label="Weight" help="Share of requests within one priority." error={of("weight")}>
              <Input type="number" required min="1" max={RANK_MAX} step="1" {...register("weight")} />
            </Field>
          </div>
        </Card>
        <Card title="What the provider may be asked with it">
          <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
            <RateFields register={register} errorOf={of} />
          </div>
        </Card>
        {may && (
          <div>
            <Button
              type="submit"
              size="md"
              variant="primary"
              pending={change.isPending}
              disabled={!formState.isDirty && !isOtherForm}
            >
              Save
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
