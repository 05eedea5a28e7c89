import type { Dispatcher } from "undici";
import { MailError, type Mailer } from "../../mail/mailer.ts";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { openChannelSecret, signingSecrets } from "../../store/alerts/channel-secret.ts";
import type { EventFacts, SendAlert, SendResult } from "../../store/alerts/sender.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import type { Clock } from "../../store/clock.ts";
import { alertMail, webhookBody } from "./message.ts";
import { postWebhook } from "./post-webhook.ts";

export interface AlertSenderOptions {
  readonly masterKeys: MasterKeys;
  /** A guarded agent; see `guardedAgent`. */
  readonly dispatcher: Dispatcher;
  /** Null: the installation sends no mail. */
  readonly mailer: Mailer | null;
  readonly clock: Clock;
  /** Of a webhook's whole exchange; 10 seconds when absent. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const NOTHING = { httpStatus: null, body: null, retryAfterMs: null } as const;

/** Makes what sends alerts, over the network. */
export function createAlertSender(options: AlertSenderOptions): SendAlert {
  return async (event, channel, recipient) => {
    const begun = performance.now();
    const result = await (channel.kind === "mail"
      ? mailTo(options.mailer, event, recipient)
      : postTo(options, event, channel));
    return { ...result, responseMs: Math.round((performance.now() - begun) * 10) / 10 };
  };
}

async function mailTo(mailer: Mailer | null, event: EventFacts, recipient: string): Promise<SendResult> {
  if (mailer === null) {
    return { ...NOTHING, verdict: "failed", error: "This installation sends no mail: the operator sets SMTP_URL." };
  }
  try {
    await mailer.send(alertMail(event, recipient));
    return { ...NOTHING, verdict: "delivered", error: null };
  } catch (error) {
    const said = error instanceof MailError ? error.message : "The mail could not be sent.";
    return { ...NOTHING, verdict: "retry", error: said };
  }
}

async function postTo(options: AlertSenderOptions, event: EventFacts, channel: ChannelRow): Promise<SendResult> {
  const { masterKeys, dispatcher, clock, timeoutMs = TIMEOUT_MS } = options;
  const nowMs = clock.now();
  let secret: ReturnType<typeof openChannelSecret>;
  try {
    secret = openChannelSecret(masterKeys, channel.secret ?? "", channel);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    const help = "Enter its URL again, or ask the operator to check ENCRYPTION_KEY.";
    return { ...NOTHING, verdict: "failed", error: `The channel's secret cannot be opened. ${help}` };
  }
  const body = webhookBody(event, channel.format ?? "json");
  const post = { url: secret.url, body, eventId: event.id, secrets: signingSecrets(secret, nowMs) };
  return await postWebhook(post, { dispatcher, nowMs, timeoutMs });
}
