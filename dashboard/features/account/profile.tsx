import { useForm } from "react-hook-form";
import { fieldErrors } from "../../api/field-errors.ts";
import { useMe } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";

/** One's name, and the email with which one signs in. Another email takes the password, because mails to it reset it. */
export function Profile() {
  const { user } = useMe();
  const change = useApiMutation("patchAuthMe", { stale: ["getAuthMe", "getOrganizationsByIdMembers"] });
  const { register, handleSubmit, watch, formState } = useForm({
    defaultValues: { name: user.name, email: user.email, password: "" },
  });
  const { of, other } = fieldErrors(change.error, ["name", "email", "password"]);
  const isOtherEmail = watch("email").trim().toLowerCase() !== user.email;
  const submit = handleSubmit(async ({ name, email, password }) => {
    await change.mutateAsync({ body: isOtherEmail ? { name, email, password } : { name } });
    toast("Saved.");
  });
  return (
    <Card title="Profile">
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Name" help="Others see it in the team and in the audit log." error={of("name")}>
          <Input required maxLength={255} autoComplete="name" {...register("name")} />
        </Field>
        <Field label="Email" help="You sign in with it." error={of("email")}>
          <Input type="email" required autoComplete="email" {...register("email")} />
        </Field>
        {isOtherEmail && (
          <Field label="Your password" help="Needed to change the email." error={of("password")}>
            <Input type="password" required autoComplete="current-password" {...register("password")} />
          </Field>
        )}
        <div>
          <Button type="submit" size="md" variant="primary" pending={change.isPending} disabled={!formState.isDirty}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
