import { z } from "zod";
import { randomBase62 } from "../../ids.ts";
import { openSecret, type SecretContext, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";

/** How long the secret before goes on signing beside the new one. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000;
const SECRET_LENGTH = 40;

const shape = z.object({
  url: z.string(),
  secret: z.string(),
  previous: z.object({ secret: z.string(), untilMs: z.number() }).nullable(),
});

/** What a webhook's row keeps sealed: where to post, and what signs. Never log one. */
export type ChannelSecret = Readonly<z.output<typeof shape>>;

/** The row that a secret belongs to. */
export interface ChannelPlace {
  readonly id: string;
  readonly organization_id: string;
}

/** A new signing secret, such as `whsec_4fK…` (238 bits). */
export function mintChannelSecret(): string {
  return `whsec_${randomBase62(SECRET_LENGTH)}`;
}

/** A new secret in place of the old one, which goes on signing for a day so that receivers can follow. */
export function rotatedSecret(before: ChannelSecret, nowMs: number): ChannelSecret {
  return {
    url: before.url,
    secret: mintChannelSecret(),
    previous: { secret: before.secret, untilMs: nowMs + SECRET_OVERLAP_MS },
  };
}

/** The secrets that sign now, the newest first. */
export function signingSecrets({ secret, previous }: ChannelSecret, nowMs: number): readonly string[] {
  return previous === null || nowMs >= previous.untilMs ? [secret] : [secret, previous.secret];
}

export function sealChannelSecret(master: MasterKeys, secret: ChannelSecret, place: ChannelPlace): string {
  return sealSecret(master, JSON.stringify(secret), contextOf(place));
}

/** Throws a `SecretError` when it is not as it was sealed. */
export function openChannelSecret(master: MasterKeys, sealed: string, place: ChannelPlace): ChannelSecret {
  return shape.parse(JSON.parse(openSecret(master, sealed, contextOf(place))));
}

function contextOf({ id, organization_id: organizationId }: ChannelPlace): SecretContext {
  return { table: "alert_channels", id, organizationId };
}
