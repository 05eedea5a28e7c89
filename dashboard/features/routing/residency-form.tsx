import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { NamesField } from "../../ui/names-field.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

export interface ResidencyFormProps {
  readonly regions: readonly string[];
  save(regions: readonly string[]): Promise<unknown>;
}

const REGIONS = ["eu", "us"].map((region) => ({ value: region, label: region }));

/** Where requests may be answered. */
export function ResidencyForm({ regions, save }: ResidencyFormProps) {
  const [draft, setDraft] = useState(regions);
  const [pending, setPending] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setPending(true);
    try {
      await save(draft);
      toast("Regions saved.", { label: "Undo", run: () => void save(regions).catch(toastError) });
    } catch (error) {
      toastError(error);
    } finally {
      setPending(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Card title="Residency">
        <div className="grid gap-4">
          <NamesField
            label="Only these regions"
            help="Empty: everywhere. Else only who is known to answer from one of them is asked: by the region of the connection, or of the model in the catalogue. eu also means eu-west-1 and the like."
            placeholder="Add regions"
            options={REGIONS}
            values={draft}
            onChange={setDraft}
          />
          <div>
            <Button type="submit" size="md" pending={pending} disabled={draft.join() === regions.join()}>
              Save regions
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
