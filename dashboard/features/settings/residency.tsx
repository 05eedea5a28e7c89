import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { MultiCombobox } from "../../ui/combobox.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

const REGIONS = [
  { value: "eu", label: "eu" },
  { value: "us", label: "us" },
];

/** From which regions requests may be answered. */
export function Residency({ regions }: { readonly regions: readonly string[] }) {
  const { save, isPending, error } = useChangeSettings();
  const [chosen, setChosen] = useState<readonly string[]>(regions);
  const set = async (): Promise<void> => {
    await save({ residency: { allowed_regions: chosen } });
    toast(chosen.length === 0 ? "Any region may answer." : `Only ${chosen.join(", ")} may answer.`, {
      label: "Undo",
      run: () => void save({ residency: { allowed_regions: regions } }).catch(toastError),
    });
  };
  return (
    <Card title="Where requests may be answered">
      <div className="grid gap-4">
        <p className="text-sm text-muted">
          Providers that are not known to answer from one of these regions are not asked. With none chosen, all are.
        </p>
        {error && <Notice tone="bad">{error.message}</Notice>}
        <MultiCombobox
          free
          label="Allowed regions"
          placeholder={chosen.length === 0 ? "Any region" : "Add a region"}
          options={REGIONS}
          values={chosen}
          onChange={setChosen}
        />
        <div>
          <Button
            size="md"
            pending={isPending}
            disabled={chosen.join() === regions.join()}
            onClick={() => void set().catch(() => undefined)}
          >
            Save
          </Button>
        </div>
      </div>
    </Card>
  );
}
