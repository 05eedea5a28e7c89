import type { Agent } from "undici";
import { createMailer, type Mailer } from "./mail/mailer.ts";
import { guardedAgent } from "./net-guard/guarded-connect.ts";
import type { Settings } from "./settings.ts";
import type { Log } from "./store/log.ts";

/** How this process reaches what tenants named. */
export interface Outward {
  /** Calls addresses of tenants, kept away from private ones. */
  readonly agent: Agent;
  /** Null: no mail is sent. */
  readonly mailer: Mailer | null;
}

/** Opens it; what has to be closed at the end is added to `undo`. */
export function openOutward(settings: Settings, log: Log, undo: (() => Promise<void> | void)[]): Outward {
  const { ALLOW_PRIVATE_URLS: allowPrivate, CONNECT_TIMEOUT_MS: connectTimeoutMs } = settings;
  const { SMTP_URL: smtpUrl, MAIL_FROM: from } = settings;
  const agent = guardedAgent({ allowPrivate, connectTimeoutMs });
  undo.push(() => agent.destroy());
  const mailer = smtpUrl === undefined ? null : createMailer({ smtpUrl, from, log });
  if (mailer !== null) undo.push(() => mailer.close());
  return { agent, mailer };
}
