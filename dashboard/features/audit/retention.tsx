import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast, toastError } from "../../ui/toast.tsx";

export interface RetentionProps {
  readonly organizationId: string;
  /** Whether the user may change it; else it is shown only. */
  readonly may: boolean;
}

const DAYS_MIN = 7;
const DAYS_MAX = 365;

/** How long events are kept. */
export function Retention({ organizationId, may }: RetentionProps) {
  const { data, error } = useQuery(apiQuery("getAuditLogsRetention", { query: { organizationId } }));
  if (error && data === undefined) return <Notice tone="bad">{error.message}</Notice>;
  if (data === undefined) return <Skeleton className="h-16" />;
  const { retentionDays } = data.auditRetention;
  if (!may)
    return (
      <p className="text-sm">
        Events are kept for {retentionDays} days. <span className="text-muted">Owners can change that.</span>
      </p>
    );
  return <RetentionForm key={retentionDays} organizationId={organizationId} days={retentionDays} />;
}

function RetentionForm({ organizationId, days }: { readonly organizationId: string; readonly days: number }) {
  const change = useApiMutation("patchAuditLogsRetention", { stale: ["getAuditLogsRetention", "getAuditLogs"] });
  const { register, handleSubmit, watch } = useForm({ defaultValues: { retentionDays: days } });
  const { of, other } = fieldErrors(change.error, ["retentionDays"]);
  const set = (retentionDays: number) => change.mutateAsync({ body: { organizationId, retentionDays } });
  const submit = handleSubmit(async ({ retentionDays }) => {
    await set(retentionDays);
    // Nothing is removed before the worker's next round, which is up to six hours away.
    toast(`Events are kept for ${retentionDays} days.`, {
      label: "Undo",
      run: () => void set(days).catch(toastError),
    });
  });
  const isShorter = Number(watch("retentionDays")) < days;
  return (
    <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-2">
      {other && <Notice tone="bad">{other}</Notice>}
      <div className="flex items-end gap-2">
        <Field label="Kept for, in days" className="w-40" error={of("retentionDays")}>
          <Input
            type="number"
            required
            min={DAYS_MIN}
            max={DAYS_MAX}
            {...register("retentionDays", { valueAsNumber: true })}
          />
        </Field>
        <Button type="submit" size="md" pending={change.isPending} disabled={Number(watch("retentionDays")) === days}>
          Save
        </Button>
      </div>
      <p className="text-sm text-muted">
        {isShorter ? "Older events are removed for good, within six hours." : `${DAYS_MIN} to ${DAYS_MAX} days.`}
      </p>
    </form>
  );
}
