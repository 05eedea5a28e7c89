import type { Mail } from "./mailer.ts";

/** One mail asks somebody to join an organization. */
export function invitationMail(facts: {
  readonly to: string;
  readonly organizationName: string;
  readonly invitedBy: string | null;
  readonly url: string;
  readonly days: number;
}): Mail {
  const { invitedBy } = facts;
  const organization = oneLine(facts.organizationName);
  const invited = invitedBy === null ? "You have been invited" : `${oneLine(invitedBy)} has invited you`;
  return {
    to: facts.to,
    subject: `Invitation to ${organization} on LLM Gateway`,
    text: lines(
      `${invited} to the organization ${organization} on LLM Gateway.`,
      `To accept, open this address within ${facts.days} days:`,
      facts.url,
      "If you do not expect this, ignore it: nothing happens until you accept.",
    ),
  };
}

/** The link by which somebody sets a new password. */
export function passwordResetMail(facts: {
  readonly to: string;
  readonly url: string;
  readonly minutes: number;
}): Mail {
  return {
    to: facts.to,
    subject: "Your LLM Gateway password",
    text: lines(
      "Somebody, probably you, asked to set a new password for your LLM Gateway account.",
      `To set one, open this address within ${facts.minutes} minutes. It works once:`,
      facts.url,
      "If it was not you, ignore this mail: your password stays as it is.",
    ),
  };
}

/** Tells the owner of an account what was changed in it. */
export function accountChangedMail(facts: { readonly to: string; readonly what: string }): Mail {
  return {
    to: facts.to,
    subject: "Your LLM Gateway account was changed",
    text: lines(
      `${facts.what}.`,
      "If it was not you, set a new password at once and tell the people who run the gateway.",
    ),
  };
}

/** Names are users' own: one that goes over several lines could pass for the rest of the mail. */
function oneLine(name: string): string {
  return name.replace(/[\s\p{Cc}]+/gu, " ");
}

function lines(...paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
