import { useForm } from "react-hook-form";
import type { SsoConnection } from "../../../src/client/api.ts";
import { fieldErrors } from "../../api/field-errors.ts";
import { useOrganization } from "../../api/identity.ts";
import { useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Checkbox, Field, Input, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.tsx";
import { linesOf } from "./lines.ts";

export interface SsoFormProps {
  /** Null while it is off. */
  readonly sso: SsoConnection | null;
}

const FIELDS = ["issuer", "clientId", "clientSecret", "emailDomains", "defaultRole"] as const;

/** The identity provider. Saving reads its metadata, so what is saved was reached. */
export function SsoForm({ sso }: SsoFormProps) {
  const { organizationId } = useOrganization();
  const save = useApiMutation("putOrganizationsByIdSso", { stale: ["getOrganizationsByIdSso", "getAuthMe"] });
  const { register, handleSubmit, watch } = useForm({
    defaultValues: {
      issuer: sso?.issuer ?? "",
      clientId: sso?.clientId ?? "",
      clientSecret: "",
      emailDomains: sso?.emailDomains.join(", ") ?? "",
      defaultRole: sso?.defaultRole ?? "developer",
      enforced: sso?.enforced ?? false,
    },
  });
  const { of, other } = fieldErrors(save.error, FIELDS);
  const submit = handleSubmit(async ({ clientSecret, emailDomains, ...typed }) => {
    const body = {
      ...typed,
      emailDomains: linesOf(emailDomains),
      ...(clientSecret === "" ? {} : { clientSecret }),
    };
    await save.mutateAsync({ path: { id: organizationId }, body });
    toast("Saved. The provider’s metadata was read and can be used.");
  });
  const isOther = sso === null || watch("issuer") !== sso.issuer || watch("clientId") !== sso.clientId;
  return (
    <Card title={sso === null ? "Set up single sign-on" : "Identity provider"}>
      <form onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
        <p className="text-sm text-muted">
          Any provider of OpenID Connect, such as Entra ID, Okta, Google or Keycloak. Register a client there with this
          address to come back to:
        </p>
        <CopyLine
          text={sso?.callbackUrl ?? `${location.origin}/api/v1/auth/sso/callback`}
          what="the callback address"
        />
        {other && <Notice tone="bad">{other}</Notice>}
        <Field label="Issuer" help="Its address, without /.well-known/…" error={of("issuer")}>
          <Input
            type="url"
            required
            spellCheck={false}
            placeholder="https://login.example.com"
            {...register("issuer")}
          />
        </Field>
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Client id" error={of("clientId")}>
            <Input required spellCheck={false} autoComplete="off" {...register("clientId")} />
          </Field>
          <Field
            label="Client secret"
            optional={!isOther}
            help={isOther ? "Kept encrypted, and never shown." : "Empty: the one before stays."}
            error={of("clientSecret")}
          >
            <Input type="password" required={isOther} autoComplete="new-password" {...register("clientSecret")} />
          </Field>
        </div>
        <Field
          label="Email domains"
          help="Whose addresses the provider vouches for, with commas between them."
          error={of("emailDomains")}
        >
          <Input required spellCheck={false} placeholder="example.com" {...register("emailDomains")} />
        </Field>
        <Field label="Role of who comes for the first time" error={of("defaultRole")}>
          <Select {...register("defaultRole")}>
            <option value="viewer">Viewer</option>
            <option value="developer">Developer</option>
            <option value="admin">Admin</option>
          </Select>
        </Field>
        <Checkbox
          label="Let these domains in no other way"
          help="Members with such an address cannot use a password for this organization any more. Owners can, so that a provider that is down locks nobody out for good."
          {...register("enforced")}
        />
        <div>
          <Button type="submit" size="md" variant="primary" pending={save.isPending}>
            {sso === null ? "Check and turn on" : "Check and save"}
          </Button>
        </div>
      </form>
    </Card>
  );
}
