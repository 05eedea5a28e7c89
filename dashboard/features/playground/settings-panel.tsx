import type { Project } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Field, Input, Select, Textarea } from "../../ui/field.tsx";
import { RoutingFields } from "./routing-fields.tsx";
import { EFFORTS, type Settings } from "./settings.ts";
import { useWorkspace } from "./use-workspace.ts";
import type { Workspace } from "./workspace.ts";

export interface SettingsPanelProps {
  readonly workspace: Workspace;
  readonly projects: readonly Project[];
  readonly projectId: string;
  onProject(projectId: string): void;
}

const TOOLS_EXAMPLE = '[{"name": "get_weather", "parameters": {"type": "object"}}]';

/** How the models are asked, the same for all of them. */
export function SettingsPanel({ workspace, projects, projectId, onProject }: SettingsPanelProps) {
  const { settings, bad } = useWorkspace(workspace);
  const of = (field: keyof Settings) => (bad?.field === field ? bad.message : undefined);
  const set = (field: keyof Settings) => (event: { readonly target: { readonly value: string } }) =>
    workspace.change({ [field]: event.target.value });
  return (
    <div className="grid content-start gap-5">
      <Card title="Request">
        <div className="grid gap-4">
          <Field label="Project" help="Its limits, keys and routing hold.">
            <Select value={projectId} onChange={(event) => onProject(event.target.value)}>
              {projects.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="System prompt">
            <Textarea rows={3} value={settings.system} onChange={set("system")} placeholder="You are brief." />
          </Field>
          <div className="grid grid-cols-2 gap-3">
            <Field label="Temperature" error={of("temperature")}>
              <Input
                inputMode="decimal"
                placeholder="default"
                value={settings.temperature}
                onChange={set("temperature")}
              />
            </Field>
            <Field label="Most tokens" error={of("maxTokens")}>
              <Input inputMode="numeric" placeholder="default" value={settings.maxTokens} onChange={set("maxTokens")} />
            </Field>
            <Field label="Reasoning">
              <Select value={settings.effort} onChange={set("effort")}>
                <option value="">default</option>
                {EFFORTS.map((effort) => (
                  <option key={effort} value={effort}>
                    {effort}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Answer">
              <Select value={settings.format} onChange={set("format")}>
                <option value="text">Text</option>
                <option value="json">JSON</option>
                <option value="schema">JSON schema</option>
              </Select>
            </Field>
          </div>
          {settings.format === "schema" && (
            <Field label="JSON schema" error={of("schema")}>
              <Textarea
                rows={6}
                spellCheck={false}
                value={settings.schema}
                onChange={set("schema")}
                placeholder='{"type": "object", "properties": {}}'
              />
            </Field>
          )}
          <Field label="Tools" optional help="Functions as JSON. You type their results by hand." error={of("tools")}>
            <Textarea
              rows={3}
              spellCheck={false}
              value={settings.tools}
              onChange={set("tools")}
              placeholder={TOOLS_EXAMPLE}
            />
          </Field>
          <Field label="Other members of the body" optional error={of("extra")}>
            <Textarea
              rows={2}
              spellCheck={false}
              value={settings.extra}
              onChange={set("extra")}
              placeholder='{"seed": 7}'
            />
          </Field>
        </div>
      </Card>
      <RoutingFields workspace={workspace} />
    </div>
  );
}
