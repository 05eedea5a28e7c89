import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { hasCode, messageOf } from "../../api/error.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { textLink } from "../../ui/link.ts";
import { Notice } from "../../ui/notice.tsx";
import { Frame } from "./frame.tsx";
import { safeReturn } from "./search.ts";
import { beginSso } from "./sso.ts";

const route = getRouteApi("/login");

interface Typed {
  email: string;
  password: string;
  totpCode: string;
}

/** Why somebody was sent here, by the code in the address. */
const REASONS: Readonly<Record<string, string>> = {
  sso_failed: "Signing in with single sign-on did not work. Try again, or ask your administrator.",
  permission_denied: "Your identity provider let you in, and this organization does not. Ask its administrator.",
};

/** Email and password, the second factor where it is on, or the organization's own identity provider. */
export function LoginPage() {
  const { returnTo, ended, error: reason } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const login = useApiMutation("postAuthLogin");
  const options = useQuery(apiQuery("getAuthOptions"));
  const [ssoError, setSsoError] = useState<string | null>(null);
  const { register, handleSubmit, getValues, setFocus } = useForm<Typed>();
  const [asksCode, setAsksCode] = useState(false);
  const target = safeReturn(returnTo);

  const submit = handleSubmit(async ({ email, password, totpCode }) => {
    setSsoError(null);
    try {
      await login.mutateAsync({ body: { email, password, ...(asksCode ? { totpCode } : {}) } });
    } catch (error) {
      if (hasCode(error, "totp_required")) setAsksCode(true);
      return;
    }
    client.clear();
    router.history.push(target);
  });
  const sso = async (): Promise<void> => {
    login.reset();
    const email = getValues("email");
    if (email === "") {
      setSsoError("Type your email first: it tells which organization signs you in.");
      setFocus("email");
      return;
    }
    setSsoError(await beginSso(email, target).catch(messageOf));
  };
  const failure = login.error && !hasCode(login.error, "totp_required") ? login.error.message : ssoError;

  return (
    <Frame title="Sign in" description={ended ? "Your session has ended. Sign in to go on where you were." : undefined}>
      {reason && <Notice tone="bad">{REASONS[reason] ?? "Signing in did not work. Try again."}</Notice>}
      {failure && <Notice tone="bad">{failure}</Notice>}
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <Field label="Email">
          <Input type="email" autoComplete="username" required autoFocus {...register("email")} />
        </Field>
        <Field label="Password">
          <Input type="password" autoComplete="current-password" required {...register("password")} />
        </Field>
        {asksCode && (
          <Field label="Code" help="Of your authenticator app, or one of your backup codes.">
            <Input autoComplete="one-time-code" inputMode="text" required autoFocus {...register("totpCode")} />
          </Field>
        )}
        <Button type="submit" variant="primary" size="md" pending={login.isPending}>
          Sign in
        </Button>
      </form>
      <div className="flex items-center justify-between gap-3 border-t border-line pt-4">
        {options.data?.singleSignOn && <Button onClick={() => void sso()}>Single sign-on</Button>}
        <Link to="/forgot-password" className={`text-sm ${textLink}`}>
          Forgot password?
        </Link>
      </div>
    </Frame>
  );
}
