import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Provider, ProviderKeyTest } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input, Select } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { fieldsOf, rulesOf } from "./credential-fields.ts";
import { CredentialInput } from "./credential-input.tsx";

export interface ConnectionFormProps {
  readonly organizationId: string;
  readonly provider: Provider;
  /** Where it goes on; to the list of connections when absent. */
  readonly onDone?: () => void;
}

interface Typed {
  name: string;
  customName: string;
  wire: "openai" | "anthropic";
  baseUrl: string;
  projectId: string;
  /** Absent where the provider takes no fields. */
  credential?: Record<string, string>;
}

const PROJECTS_MAX = 200;

/** The form of a provider's credential, made of the gateway's own description. Saved, it is tested at once. */
export function ConnectionForm({ organizationId, provider, onDone }: ConnectionFormProps) {
  const navigate = useNavigate();
  const isCustom = provider.wires !== null;
  const [formId, setFormId] = useState(provider.credentialForms[0]?.id);
  const { register, handleSubmit, watch, formState } = useForm<Typed>({ shouldUnregister: true });
  const fields = fieldsOf(provider, formId, (watch("baseUrl") ?? "") !== "");
  const projects = useQuery(
    apiQuery("getProjects", { query: { organizationId, status: "active", limit: PROJECTS_MAX } }),
  );
  const create = useApiMutation("postProviderKeys", { stale: ["getProviderKeys"] });
  const test = useApiMutation("postProviderKeysByIdTest", { stale: ["getProviderKeys"] });
  const [failed, setFailed] = useState<{ readonly id: string; readonly test: ProviderKeyTest } | null>(null);
  const { of, other } = fieldErrors(create.error, [
    "name",
    "customName",
    "baseUrl",
    "projectId",
    ...fields.map(({ name }) => name),
  ]);
  const toList = async (): Promise<void> =>
    onDone === undefined
      ? await navigate({ to: "/$organizationId/connections", params: { organizationId } })
      : onDone();

  const submit = handleSubmit(async ({ name, customName, wire, baseUrl, projectId, credential = {} }) => {
    const given = Object.fromEntries(fields.map((field) => [field.name, credential[field.name]?.trim() ?? ""]));
    const { providerKey } = await create.mutateAsync({
      body: {
        organizationId,
        provider: provider.id,
        credential: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
        ...(name === "" ? {} : { name }),
        ...(isCustom ? { customName, wire } : {}),
        ...(baseUrl ? { baseUrl } : {}),
        ...(projectId === "" ? {} : { projectId }),
      },
    });
    const answer = await test.mutateAsync({ path: { id: providerKey.id } }).catch(() => null);
    if (answer === null || answer.test.verdict === "ok") {
      toast(answer === null ? "Connected. It could not be tested now." : "Connected, and it works.");
      await toList();
      return;
    }
    setFailed({ id: providerKey.id, test: answer.test });
  });

  if (failed !== null)
    return (
      <Card className="max-w-xl">
        <div className="grid gap-4">
          <Notice tone="warn">
            <p className="font-medium">The connection is saved, and its test failed.</p>
            <p>{failed.test.message}</p>
          </Notice>
          <p className="text-sm text-muted">
            Correct what was typed and test again, or see to the key at the provider.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button asChild variant="primary">
              <Link
                to="/$organizationId/connections/$connectionId"
                params={{ organizationId, connectionId: failed.id }}
              >
                Correct it
              </Link>
            </Button>
            <Button onClick={() => void toList()}>{onDone === undefined ? "Go to the connections" : "Go on"}</Button>
          </div>
        </div>
      </Card>
    );

  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid max-w-xl gap-4">
      {other && <Notice tone="bad">{other}</Notice>}
      <Card title={isCustom ? "Server" : "Credential"}>
        <div className="grid gap-4">
          {isCustom && (
            <>
              <Field
                label="Name in model strings"
                help="local-llama is called as local-llama/its-model."
                error={of("customName")}
              >
                <Input required autoFocus placeholder="local-llama" spellCheck={false} {...register("customName")} />
              </Field>
              <Field label="Wire" help="What the server speaks.">
                <Select {...register("wire")}>
                  {provider.wires.map((wire) => (
                    <option key={wire} value={wire}>
                      {wire === "openai" ? "OpenAI" : wire === "anthropic" ? "Anthropic" : wire}
                    </option>
                  ))}
                </Select>
              </Field>
            </>
          )}
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
              error={formState.errors.credential?.[field.name]?.message ?? of(field.name)}
              {...register(`credential.${field.name}`, rulesOf(field))}
            />
          ))}
          <Field
            label="Base URL"
            optional={!provider.baseUrlRequired}
            error={of("baseUrl")}
            help={
              provider.baseUrl ? `Instead of ${provider.baseUrl}` : "Ends where the vendor’s own does, usually in /v1."
            }
          >
            <Input
              type="url"
              required={provider.baseUrlRequired}
              placeholder="https://llm.example.com/v1"
              {...register("baseUrl")}
            />
          </Field>
        </div>
      </Card>
      <Card title="Use">
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Name" optional help="For this list." error={of("name")}>
            <Input maxLength={255} placeholder="Main account" {...register("name")} />
          </Field>
          <Field label="Project" error={of("projectId")} help="Who may use it.">
            <Select {...register("projectId")}>
              <option value="">All projects</option>
              {projects.data?.projects.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      </Card>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" size="md" variant="primary" pending={create.isPending || test.isPending}>
          {test.isPending ? "Testing" : "Connect and test"}
        </Button>
        {provider.docs && (
          <a href={provider.docs} target="_blank" rel="noreferrer" className={`text-sm ${textLink}`}>
            {provider.name}’s documentation
          </a>
        )}
      </div>
    </form>
  );
}
