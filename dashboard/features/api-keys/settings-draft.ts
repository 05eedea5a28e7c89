import type { ApiKey, ApiKeyPatch } from "../../../src/client/api.ts";

/** A key's name and life, as they are typed. */
export interface SettingsDraft {
  readonly description: string;
  /** As the browser's own field has it, in the reader's zone; empty: never. */
  readonly expiresAt: string;
  readonly rotationReminderDays: string;
}

const MINUTE_MS = 60_000;

/** A key's settings, for a form. */
export function draftOfSettings({ description, expiresAt, rotationReminderDays }: ApiKey): SettingsDraft {
  return {
    description,
    expiresAt: expiresAt === null ? "" : localOf(expiresAt),
    rotationReminderDays: rotationReminderDays === null ? "" : String(rotationReminderDays),
  };
}

/** Only what was changed; null clears. */
export function settingsPatch(before: SettingsDraft, after: SettingsDraft): ApiKeyPatch {
  const { description, expiresAt, rotationReminderDays: days } = after;
  return {
    ...(description !== before.description && { description }),
    ...(expiresAt !== before.expiresAt && { expiresAt: expiresAt === "" ? null : new Date(expiresAt).toISOString() }),
    ...(days !== before.rotationReminderDays && { rotationReminderDays: days === "" ? null : Number(days) }),
  } as ApiKeyPatch;
}

/** An instant as `datetime-local` has it: no zone, to the minute. */
function localOf(instant: string): string {
  const ms = Date.parse(instant);
  return new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
