import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { MailError } from "../../mail/mailer.ts";
import { accountChangedMail } from "../../mail/texts.ts";
import type { AuthContext } from "./context.ts";

/** Tells a user by mail, where mail is sent, that their account was changed. */
export function notify(context: AuthContext, email: string, what: string): void {
  const { mailer } = context.config;
  if (mailer !== null) inBackground(context, () => mailer.send(accountChangedMail({ to: email, what })));
}

/** Goes on after the answer; a failure is logged. */
export function inBackground({ log }: Pick<AuthContext, "log">, work: () => Promise<void>): void {
  void work().catch((error: unknown) => {
    // The mailer has logged its own.
    if (error instanceof MailError) return;
    log.error({ reason: error instanceof Error ? error.message : String(error) }, "work after an answer failed");
  });
}

/** The refusal where a mail would be needed and none can be sent; the sentence says what to do instead. */
export function noMail(instead: string): GatewayError {
  return fail("mail_not_configured", { message: `This service sends no mail. ${instead}` });
}
