import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Frame } from "./frame.tsx";
import { useFragmentToken } from "./use-fragment-token.ts";

/** Sets a new password with the link of the mail. */
export function ResetPasswordPage() {
  const token = useFragmentToken();
  const reset = useApiMutation("postAuthPasswordResetConfirm");
  const { register, handleSubmit } = useForm<{ newPassword: string }>();
  const toLogin = (
    <Link to="/login" className={textLink}>
      Sign in
    </Link>
  );
  if (token === null) {
    return (
      <Frame title="This link is not whole" footer={toLogin}>
        <p>Open the link of the mail again, or ask for another one.</p>
      </Frame>
    );
  }
  if (reset.isSuccess) {
    return (
      <Frame title="Your password is set" footer={toLogin}>
        <p>All your sessions have ended. Sign in with the new password.</p>
      </Frame>
    );
  }
  return (
    <Frame title="Set a new password" footer={toLogin}>
      {reset.error && <Notice tone="bad">{reset.error.message}</Notice>}
      <form
        onSubmit={(event) =>
          void handleSubmit(({ newPassword }) => reset.mutate({ body: { token, newPassword } }))(event)
        }
        className="grid gap-4"
      >
        <Field label="New password">
          <Input type="password" autoComplete="new-password" required autoFocus {...register("newPassword")} />
        </Field>
        <Button type="submit" variant="primary" size="md" pending={reset.isPending}>
          Set password
        </Button>
      </form>
    </Frame>
  );
}
