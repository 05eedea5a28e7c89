import type { Selectable } from "kysely";
import type { AlertEventsTable } from "../sql/tables/alerts.ts";
import type { ChannelRow } from "./settings-channel.ts";

/** What a message is made of. */
export type EventFacts = Pick<
  Selectable<AlertEventsTable>,
  "id" | "organization_id" | "kind" | "severity" | "details" | "raised_at"
>;

/** What came of sending one message to one receiver. */
export interface SendResult {
  /** `gone`: the receiver says that it will never take one again. */
  readonly verdict: "delivered" | "retry" | "failed" | "gone";
  readonly httpStatus: number | null;
  /** One sentence, without the URL. */
  readonly error: string | null;
  /** Begin of the answer, secrets masked. */
  readonly body: string | null;
  readonly retryAfterMs: number | null;
}

/** A result with the time that it took, in milliseconds. */
export interface TimedResult extends SendResult {
  readonly responseMs: number;
}

/** Sends one event to one channel: to one recipient where it is one of mails. Rejects for mistakes of ours alone. */
export type SendAlert = (event: EventFacts, channel: ChannelRow, recipient: string) => Promise<TimedResult>;
