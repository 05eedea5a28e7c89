import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { meQuery } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Frame } from "./frame.tsx";
import { useFragmentToken } from "./use-fragment-token.ts";

/** Joins an organization with the link of an invitation: as who is signed in, or with a new account. */
export function AcceptInvitationPage() {
  const token = useFragmentToken();
  const me = useQuery({ ...meQuery, retry: false });
  const accept = useApiMutation("postInvitationsAccept");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { register, handleSubmit } = useForm<{ name: string; password: string }>();
  if (token === null) {
    return (
      <Frame title="This link is not whole">
        <p>Open the link of the invitation again, or ask for another one.</p>
      </Frame>
    );
  }
  const isSignedIn = me.data !== undefined;
  const submit = handleSubmit(async ({ name, password }) => {
    const { membership, session } = await accept.mutateAsync({
      body: isSignedIn ? { token } : { token, name, password },
    });
    client.clear();
    if (session === null && !isSignedIn) await navigate({ to: "/login" });
    else await navigate({ to: "/$organizationId/overview", params: { organizationId: membership.organizationId } });
  });
  const footer = !isSignedIn && !me.isPending && (
    <>
      You have an account?{" "}
      <Link to="/login" className={textLink}>
        Sign in
      </Link>{" "}
      and open the link again.
    </>
  );
  return (
    <Frame
      title="Accept the invitation"
      description={
        isSignedIn ? `You join as ${me.data.user.email}.` : "Make an account for the address that was invited."
      }
      footer={footer}
    >
      {accept.error && <Notice tone="bad">{accept.error.message}</Notice>}
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        {!isSignedIn && !me.isPending && (
          <>
            <Field label="Your name">
              <Input autoComplete="name" required {...register("name")} />
            </Field>
            <Field label="Password">
              <Input type="password" autoComplete="new-password" required {...register("password")} />
            </Field>
          </>
        )}
        <Button type="submit" variant="primary" size="md" pending={accept.isPending} disabled={me.isPending}>
          Join
        </Button>
      </form>
    </Frame>
  );
}
