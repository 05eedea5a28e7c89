import { useForm } from "react-hook-form";
import type { ApiKey, ApiKeyWithSecret } from "../../../src/client/api.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { keyName } from "./key-name.ts";

export interface RotateKeyDialogProps {
  readonly apiKey: ApiKey;
  onClose(): void;
  onMade(made: ApiKeyWithSecret): void;
}

const OVERLAPS = [
  ["86400", "A day"],
  ["3600", "An hour"],
  ["604800", "A week"],
  ["0", "Not at all: it has leaked"],
] as const;

/** Gives a key a new secret; the one before goes on working for a while. */
export function RotateKeyDialog({ apiKey, onClose, onMade }: RotateKeyDialogProps) {
  const rotate = useApiMutation("postApiKeysByIdRotate", { stale: ["getApiKeys", "getApiKeysById"] });
  const { register, handleSubmit } = useForm<{ overlapSeconds: string }>();
  const submit = handleSubmit(async ({ overlapSeconds }) =>
    onMade(await rotate.mutateAsync({ path: { id: apiKey.id }, body: { overlapSeconds: Number(overlapSeconds) } })),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate ${keyName(apiKey)}`}
      description="It gets a new secret. Limits, usage and requests go on as they are."
    >
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {rotate.error && <Notice tone="bad">{rotate.error.message}</Notice>}
        <Field label="The present secret works for" help="As long as it takes to bring the new one everywhere.">
          <Select {...register("overlapSeconds")}>
            {OVERLAPS.map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <DialogActions>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" type="submit" variant="primary" pending={rotate.isPending}>
            Rotate
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
