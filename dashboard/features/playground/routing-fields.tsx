import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { MultiCombobox } from "../../ui/combobox.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { modelOptions } from "../models/model-options.ts";
import { useModels } from "../models/use-models.ts";
import { PRIORITIES, type Settings } from "./settings.ts";
import { useWorkspace } from "./use-workspace.ts";
import type { Workspace } from "./workspace.ts";

/** The hints that a request may bring. They narrow and order; they let nobody in. */
export function RoutingFields({ workspace }: { readonly workspace: Workspace }) {
  const { settings, bad } = useWorkspace(workspace);
  const providers = useQuery(apiQuery("getProviders"));
  const models = useModels();
  const of = (field: keyof Settings) => (bad?.field === field ? bad.message : undefined);
  const named = (providers.data?.providers ?? []).map(({ id, name }) => ({ value: id, label: name, note: id }));
  return (
    <Card title="Routing hints">
      <div className="grid gap-4">
        <div className="grid grid-cols-2 gap-3">
          <Field label="Priority">
            <Select value={settings.priority} onChange={(event) => workspace.change({ priority: event.target.value })}>
              <option value="">default</option>
              {PRIORITIES.map((priority) => (
                <option key={priority} value={priority}>
                  {priority}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Least score" error={of("minQuality")}>
            <Input
              inputMode="decimal"
              placeholder="0 to 1"
              value={settings.minQuality}
              onChange={(event) => workspace.change({ minQuality: event.target.value })}
            />
          </Field>
        </div>
        <Field label="Longest wait in ms" error={of("maxLatencyMs")} help="To the first token.">
          <Input
            inputMode="numeric"
            placeholder="any"
            value={settings.maxLatencyMs}
            onChange={(event) => workspace.change({ maxLatencyMs: event.target.value })}
          />
        </Field>
        <Choice name="Prefer">
          <MultiCombobox
            label="Preferred providers"
            options={named}
            values={settings.prefer}
            onChange={(prefer) => workspace.change({ prefer })}
          />
        </Choice>
        <Choice name="Exclude">
          <MultiCombobox
            label="Excluded providers"
            options={named}
            values={settings.exclude}
            onChange={(exclude) => workspace.change({ exclude })}
          />
        </Choice>
        <Choice name="Fall back to">
          <MultiCombobox
            free
            label="Models to fall back to"
            options={modelOptions(models.data?.models ?? [], "chat").filter(({ value }) => value !== "auto")}
            values={settings.fallback}
            onChange={(fallback) => workspace.change({ fallback })}
          />
        </Choice>
        <Checkbox
          label="No fallback"
          help="Ask one candidate alone."
          checked={settings.noFallback}
          onChange={(event) => workspace.change({ noFallback: event.target.checked })}
        />
        <Checkbox
          label="No cache"
          help="Neither read nor stored."
          checked={settings.noCache}
          onChange={(event) => workspace.change({ noCache: event.target.checked })}
        />
      </div>
    </Card>
  );
}

/** The control names itself for readers of screens. */
function Choice({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <span aria-hidden className="text-sm font-medium">
        {name}
      </span>
      {children}
    </div>
  );
}
