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
  /** What it is called to choose none; absent: one must be chosen. */
  readonly none?: string;
}

/** A model that can be called now, or any other name: a server's of one's own, a configuration's route. */
export function ModelPicker({ projectId, operation = "chat", none, ...rest }: ModelPickerProps) {
  const { data } = useModels(projectId);
  const options = useMemo(() => {
    const models = modelOptions(data?.models ?? [], operation);
    return none === undefined
      ? models
      : [{ value: "", label: none }, ...models.filter(({ value }) => value !== "auto")];
  }, [data, operation, none]);
  return (
    <Combobox
      {...rest}
      free
      options={options}
      placeholder={none ?? "Choose a model…"}
      empty="No connected model is called that. Type provider/model to use it anyway."
    />
  );
}
