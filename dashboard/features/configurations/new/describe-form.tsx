import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { GeneratedProjectConfig } from "../../../../src/client/api.ts";
import { hasCode, messageOf } from "../../../api/error.ts";
import { apiQuery, useApiMutation } from "../../../api/query.ts";
import { keepUnsaved, newVersionOf } from "../../../api/unsaved.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { Checkbox, Field, Textarea } from "../../../ui/field.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { MissingSecrets } from "../missing-secrets.tsx";

export interface DescribeFormProps {
  readonly organizationId: string;
  readonly projectId: string;
}

const EXAMPLE = "A route named support: a cheap model first, a better one when it fails, 60 requests a minute";

/** Has a model write a configuration from what somebody says they need. Nothing is stored by it. */
export function DescribeForm({ organizationId, projectId }: DescribeFormProps) {
  const navigate = useNavigate();
  const [description, setDescription] = useState("");
  const run = useApiMutation("postProjectsByIdConfigsGenerate");
  const made = run.data?.generated;
  const [isChange, setIsChange] = useState(false);
  const path = { id: projectId };
  const served = useQuery(apiQuery("getProjectsByIdConfigs", { path, query: { state: "SERVED", limit: 1 } })).data
    ?.configs[0];
  const current = useQuery({
    ...apiQuery("getConfigsById", { path: { id: served?.id ?? "" } }),
    enabled: isChange && served !== undefined,
  }).data?.config.yaml;
  const edit = ({ yaml }: GeneratedProjectConfig["generated"]): void => {
    keepUnsaved(newVersionOf(projectId), { yaml, message: description.trim(), basedOn: null });
    void navigate({
      to: "/$organizationId/configurations/$projectId/new",
      params: { organizationId, projectId },
      search: { from: "kept" },
    });
  };
  return (
    <div className="grid min-w-0 items-start gap-5 lg:grid-cols-2">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate({ path, body: { description, ...(isChange ? { current: current ?? null } : {}) } });
        }}
      >
        <Field label="What should it do?" help={`For example: ${EXAMPLE}.`}>
          <Textarea
            required
            rows={7}
            maxLength={10_000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        {served && (
          <Checkbox
            label={`Change version ${served.version}, which is served`}
            help="Else the text begins anew."
            checked={isChange}
            onChange={(event) => setIsChange(event.target.checked)}
          />
        )}
        <div>
          <Button
            type="submit"
            size="md"
            variant="primary"
            pending={run.isPending}
            disabled={isChange && current === undefined}
          >
            Write it
          </Button>
        </div>
      </form>
      <div className="grid min-w-0 gap-4" aria-live="polite">
        {hasCode(run.error, "conflict") ? (
          <Notice tone="warn">
            No model writes configurations here yet. Whoever runs the gateway sets{" "}
            <code className="font-mono text-xs">CONFIG_GENERATOR_MODEL</code> to a model that the gateway can ask, such
            as <code className="font-mono text-xs">openai/gpt-4.1</code>, and starts it anew.
          </Notice>
        ) : (
          run.error && <Notice tone="bad">{messageOf(run.error)}</Notice>
        )}
        {made && (
          <Card
            title={`Written by ${made.model}`}
            actions={<Button onClick={() => edit(made)}>Open it in the editor</Button>}
          >
            <div className="grid min-w-0 gap-3">
              {made.repaired.length > 0 && (
                <p className="text-sm text-muted">
                  It was valid at attempt {made.repaired.length + 1}; the errors before were given back to the model.
                </p>
              )}
              <MissingSecrets projectId={projectId} names={made.missingSecrets} />
              <CodeBlock text={made.yaml} what="configuration" />
            </div>
          </Card>
        )}
      </div>
    </div>
  );
}
