import { useQuery } from "@tanstack/react-query";
import { useMay, useMe, useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { SsoEnd } from "./sso-end.tsx";
import { SsoForm } from "./sso-form.tsx";
import { SsoTrial } from "./sso-trial.tsx";

/** The organization's identity provider: set up by owners, seen by admins. */
export function SingleSignOn() {
  const { organizationId } = useOrganization();
  const isOwner = useMay("owner");
  // Where it is off there is nothing to read, and asking in vain would be an event of refused access.
  const isOff = useMe().organizations.some(
    ({ id, settings }) => id === organizationId && settings.singleSignOn === "off",
  );
  const query = apiQuery("getOrganizationsByIdSso", { path: { id: organizationId } });
  const { data, error, refetch } = useQuery({ ...query, enabled: !isOff });
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!isOff && data === undefined) return <Skeleton className="h-80 max-w-2xl" />;
  const sso = isOff ? null : (data?.sso ?? null);
  if (!isOwner)
    return (
      <Card title="Identity provider" className="max-w-2xl">
        {sso === null ? (
          <p className="text-sm text-muted">Single sign-on is off. Owners of the organization can set it up.</p>
        ) : (
          <Facts>
            <Fact name="Issuer">{sso.issuer}</Fact>
            <Fact name="Client id">{sso.clientId}</Fact>
            <Fact name="Email domains">{sso.emailDomains.join(", ")}</Fact>
            <Fact name="Role of who comes for the first time">{sso.defaultRole}</Fact>
            <Fact name="The only way in">{sso.enforced ? "yes, but for owners" : "no"}</Fact>
          </Facts>
        )}
      </Card>
    );
  return (
    <div className="grid max-w-2xl gap-5">
      <SsoForm key={sso?.updatedAt ?? "off"} sso={sso} />
      {sso !== null && <SsoTrial sso={sso} />}
      {sso !== null && <SsoEnd />}
    </div>
  );
}
