import { useState } from "react";
import { TIME_ZONE } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Combobox } from "../../ui/combobox.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** When the organization's days, weeks and months begin. */
export function TimeZone({ timeZone }: { readonly timeZone: string }) {
  const { save, isPending, error } = useChangeSettings();
  const [chosen, setChosen] = useState(timeZone);
  const set = async (): Promise<void> => {
    await save({ timeZone: chosen });
    toast(`Days begin by ${chosen} now.`, {
      label: "Undo",
      run: () => void save({ timeZone }).catch(toastError),
    });
  };
  return (
    <Card title="Time zone">
      <div className="grid gap-4">
        <p className="text-sm text-muted">
          Days, weeks and months of budgets and limits begin by it. Changing it has what was spent counted anew by the
          new days.
        </p>
        {error && <Notice tone="bad">{error.message}</Notice>}
        <div className="flex flex-wrap items-center gap-2">
          <div className="min-w-0 flex-1 basis-60">
            <Combobox
              label="Time zone"
              value={chosen}
              onChange={setChosen}
              options={ZONES.map((zone) => ({ value: zone, label: zone }))}
              empty="No time zone is called that."
            />
          </div>
          {chosen !== TIME_ZONE && <Button onClick={() => setChosen(TIME_ZONE)}>Use {TIME_ZONE}</Button>}
        </div>
        <div>
          <Button
            size="md"
            pending={isPending}
            disabled={chosen === timeZone}
            onClick={() => void set().catch(() => undefined)}
          >
            Save
          </Button>
        </div>
      </div>
    </Card>
  );
}
