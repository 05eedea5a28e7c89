import type { Mail } from "../../mail/mailer.ts";
import type { EventFacts } from "../../store/alerts/sender.ts";
import { shownDetails } from "../../store/alerts/shown-details.ts";
import { factsOf, textOf, titleOf } from "../../store/alerts/texts.ts";
import type { WebhookFormat } from "../../store/sql/tables/alerts.ts";

/** The body of a webhook. */
export function webhookBody(event: EventFacts, format: WebhookFormat): string {
  const text = textOf(event.kind, event.details);
  if (format === "slack") return JSON.stringify({ text: `*${titleOf(event.kind)}*\n${slackText(text)}` });
  return JSON.stringify({
    id: event.id,
    type: event.kind,
    organizationId: event.organization_id,
    raisedAt: event.raised_at.toISOString(),
    severity: event.severity,
    details: shownDetails(event.details),
    text,
  });
}

/** The mail to one recipient. */
export function alertMail(event: EventFacts, to: string): Mail {
  const facts = [`organizationId: ${event.organization_id}`, ...factsOf(event.details)];
  return {
    to,
    subject: `[LLM Gateway] ${titleOf(event.kind)}`,
    text: `${[
      textOf(event.kind, event.details),
      facts.join("\n"),
      `Raised at ${event.raised_at.toISOString()}, severity ${event.severity}, event ${event.id}.`,
      "An admin of the organization has this address among the recipients of its alerts.",
    ].join("\n\n")}\n`,
  };
}

/** So that a name cannot mention people or hide a link (Slack: "Formatting text for app surfaces", escaping). */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
