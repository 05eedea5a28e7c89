import { useForm } from "react-hook-form";
import { hasCode } from "../../api/error.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useMe } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";

/** Another password; whoever else is signed in with the old one is signed out. */
export function Password() {
  const { user } = useMe();
  const change = useApiMutation("postAuthPassword", { stale: ["getAuthSessions"] });
  const { register, handleSubmit, reset } = useForm({ defaultValues: { currentPassword: "", newPassword: "" } });
  const { of, other } = fieldErrors(change.error, ["currentPassword", "newPassword"]);
  const isWrong = hasCode(change.error, "invalid_credentials");
  const submit = handleSubmit(async (body) => {
    await change.mutateAsync({ body });
    reset();
    toast("Your password is changed. Your other sessions have ended.");
  });
  return (
    <Card title="Password">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && !isWrong && <Notice tone="bad">{other}</Notice>}
        {/* For password managers, which keep it by the name. */}
        <input type="email" hidden readOnly autoComplete="username" value={user.email} />
        <Field label="Present password" error={isWrong ? change.error?.message : of("currentPassword")}>
          <Input type="password" required autoComplete="current-password" {...register("currentPassword")} />
        </Field>
        <Field label="New password" help="At least 8 characters. Your other sessions end." error={of("newPassword")}>
          <Input type="password" required minLength={8} autoComplete="new-password" {...register("newPassword")} />
        </Field>
        <div>
          <Button type="submit" size="md" pending={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}
