import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Frame } from "./frame.tsx";

/** Asks for the mail with which a new password is set; says who can help where no mail is sent. */
export function ForgotPasswordPage() {
  const options = useQuery(apiQuery("getAuthOptions"));
  const ask = useApiMutation("postAuthPasswordReset");
  const { register, handleSubmit } = useForm<{ email: string }>();
  const back = (
    <Link to="/login" className={textLink}>
      Back to sign in
    </Link>
  );
  if (options.data?.passwordResetByMail === false) {
    return (
      <Frame title="Forgot password" footer={back}>
        <p>
          This installation sends no mail. Whoever runs it can make a link for you with{" "}
          <code className="font-mono text-sm">llm-gateway users reset-password</code>.
        </p>
      </Frame>
    );
  }
  if (ask.isSuccess) {
    return (
      <Frame title="Look into your mail" footer={back}>
        <p>If an account has this address, a link to set a new password is on its way.</p>
      </Frame>
    );
  }
  return (
    <Frame title="Forgot password" description="We send you a link to set a new one." footer={back}>
      {(ask.error ?? options.error) && <Notice tone="bad">{(ask.error ?? options.error)?.message}</Notice>}
      <form
        onSubmit={(event) => void handleSubmit((typed) => ask.mutate({ body: typed }))(event)}
        className="grid gap-4"
      >
        <Field label="Email">
          <Input type="email" autoComplete="username" required autoFocus {...register("email")} />
        </Field>
        <Button type="submit" variant="primary" size="md" pending={ask.isPending}>
          Send the link
        </Button>
      </form>
    </Frame>
  );
}
