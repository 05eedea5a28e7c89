import { useMemo } from "react";
import { Combobox } from "../../ui/combobox.tsx";
import { modelOptions } from "./model-options.ts";
import { useModels } from "./use-models.ts";

export interface ModelPickerProps {
  readonly label: string;
  readonly value: string;
  onChange(model: string): void;
  /** Whose keys count; the whole organization's when absent. */
  readonly projectId?: string | undefined;
  readonly operation?: string;
  readonly disabled?: boolean;
}

/** A model that can be called now, or any other name: a server's of one's own, a configuration's route. */
export function ModelPicker({ projectId, operation = "chat", ...rest }: ModelPickerProps) {
  const { data } = useModels(projectId);
  const options = useMemo(() => modelOptions(data?.models ?? [], operation), [data, operation]);
  return (
    <Combobox
      {...rest}
      free
      options={options}
      placeholder="Choose a model…"
      empty="No connected model is called that. Type provider/model to use it anyway."
    />
  );
}
