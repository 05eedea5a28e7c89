import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouter } from "@tanstack/react-router";
import { Building2, LoaderCircle, SearchX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMe } from "../api/identity.ts";
import { useApiMutation } from "../api/query.ts";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";

/** A page is on its way. */
export function Loading() {
  return (
    <div role="status" className="grid min-h-60 place-items-center text-muted">
      <LoaderCircle className="size-5 animate-spin" aria-hidden />
      <span className="sr-only">Loading</span>
    </div>
  );
}

/** A page could not be shown. Trying again fetches anew what failed. */
export function Broken({ error, reset }: { readonly error: unknown; reset(): void }) {
  const router = useRouter();
  const client = useQueryClient();
  const retry = async (): Promise<void> => {
    await client.resetQueries({ predicate: (query) => query.state.status === "error" });
    reset();
    await router.invalidate();
  };
  return (
    <main className="pt-[10dvh]">
      <h1 className="sr-only">This page could not be shown</h1>
      <ErrorState error={error} onRetry={() => void retry()} />
    </main>
  );
}

/** No page has this address. */
export function Missing() {
  return (
    <>
      <h1 className="sr-only">There is no such page</h1>
      <EmptyState
        icon={SearchX}
        title="There is no such page"
        action={
          <Button asChild>
            <Link to="/">Go to the overview</Link>
          </Button>
        }
      >
        The address may be old, or cut off.
      </EmptyState>
    </>
  );
}

/** Somebody who belongs to no organization makes one, or waits for an invitation. */
export function NoOrganization() {
  const { ssoRequired } = useMe();
  const [name, setName] = useState("");
  const create = useApiMutation("postOrganizations", { stale: ["getAuthMe"] });
  const navigate = useNavigate();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { organization } = await create.mutateAsync({ body: { name } });
    await navigate({ to: "/$organizationId/overview", params: { organizationId: organization.id } });
  };
  const [first] = ssoRequired;
  return (
    <main className="pt-[10dvh]">
      <h1 className="sr-only">No organization</h1>
      <EmptyState icon={Building2} title="You belong to no organization yet">
        {first ? (
          <p>
            {first.organizationName} asks you to sign in by its own way.{" "}
            <a className="text-accent underline" href={`/api/v1/auth/sso/start?organization=${first.organizationId}`}>
              Go there
            </a>
          </p>
        ) : (
          <form
            onSubmit={(event) => void submit(event).catch(() => undefined)}
            className="mt-3 grid gap-3 text-left text-text"
          >
            <p className="text-muted">Open the link of an invitation, or make an organization of your own.</p>
            <Field label="Name of the organization" error={create.error?.message}>
              <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} />
            </Field>
            <Button type="submit" variant="primary" size="md" pending={create.isPending}>
              Create organization
            </Button>
          </form>
        )}
      </EmptyState>
    </main>
  );
}
