import { fetch as undiciFetch } from "undici";
import { createMailer } from "./mail/mailer.ts";
import type { IdentityConfig } from "./management/auth/context.ts";
import type { SsoNetwork } from "./management/sso/network.ts";
import { assertPublicUrl } from "./net-guard/assert-public-url.ts";
import { guardedAgent } from "./net-guard/guarded-connect.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import type { Settings } from "./settings.ts";
import type { Log } from "./store/log.ts";

/** Accounts as the settings say; what has to be closed at the end is added to `undo`. */
export function identityConfig(
  settings: Settings,
  log: Log,
  masterKeys: MasterKeys,
  undo: (() => Promise<void> | void)[],
): IdentityConfig {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from } = settings;
  const mailer = smtpUrl === undefined ? null : createMailer({ smtpUrl, from, log });
  if (mailer !== null) undo.push(() => mailer.close());
  return {
    publicUrl: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    masterKeys,
    mailer,
    registration: settings.REGISTRATION,
    organizationCreation: settings.ORGANIZATION_CREATION,
    sso: ssoNetwork(settings, undo),
  };
}

function ssoNetwork(settings: Settings, undo: (() => Promise<void> | void)[]): SsoNetwork {
  const allowPrivate = settings.ALLOW_PRIVATE_URLS;
  const agent = guardedAgent({ allowPrivate, connectTimeoutMs: settings.CONNECT_TIMEOUT_MS });
  undo.push(() => agent.close());
  // The same shapes, described twice: by Node's types and by the package's.
  const call = undiciFetch as unknown as (url: string, init: object) => Promise<Response>;
  return {
    assertPublicUrl: (url) => assertPublicUrl(url, { allowPrivate, param: "issuer" }),
    fetch: (url, init) => call(url, { ...init, dispatcher: agent }),
    allowHttp: allowPrivate,
  };
}
