/** What somebody who was asked thinks of a text. */
export interface RemoteVerdict {
  readonly triggered: boolean;
  /** Replaces the text where the guardrail redacts. */
  readonly text?: string | undefined;
}
