import { type Agent, fetch as undiciFetch } from "undici";
import type { IdentityConfig } from "./management/auth/context.ts";
import type { SsoNetwork } from "./management/sso/network.ts";
import { assertPublicUrl } from "./net-guard/assert-public-url.ts";
import type { Outward } from "./open-outward.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import type { Settings } from "./settings.ts";

/** Accounts as the settings say. */
export function identityConfig(settings: Settings, { agent, mailer }: Outward, masterKeys: MasterKeys): IdentityConfig {
  return {
    publicUrl: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    masterKeys,
    mailer,
    registration: settings.REGISTRATION,
    organizationCreation: settings.ORGANIZATION_CREATION,
    sso: ssoNetwork(settings, agent),
  };
}

function ssoNetwork({ ALLOW_PRIVATE_URLS: allowPrivate }: Settings, agent: Agent): SsoNetwork {
  // The same shapes, described twice: by Node's types and by the package's.
  const call = undiciFetch as unknown as (url: string, init: object) => Promise<Response>;
  return {
    assertPublicUrl: (url) => assertPublicUrl(url, { allowPrivate, param: "issuer" }),
    fetch: (url, init) => call(url, { ...init, dispatcher: agent }),
    allowHttp: allowPrivate,
  };
}
