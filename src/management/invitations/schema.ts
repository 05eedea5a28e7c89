import { z } from "@hono/zod-openapi";
import { email, newPassword, personName, secretToken, sessionFields, user } from "../auth/schema.ts";
import { id, page } from "../http/fields.ts";
import { role } from "../organizations/schema.ts";

export const newInvitation = z.strictObject({ email, role: role.default("developer") }).openapi("NewInvitation");

export const invitationsQuery = z.object({
  status: z.enum(["pending", "accepted", "revoked", "expired"]).optional(),
  ...page,
});
export const invitationParams = z.object({ id, invitationId: id });

const invitation = z
  .object({
    id: z.string(),
    organizationId: z.string(),
    email: z.string(),
    role,
    status: z.enum(["pending", "accepted", "revoked", "expired"]),
    invitedBy: z.string().nullable().openapi({ description: "User id" }),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Invitation");

export type InvitationView = z.output<typeof invitation>;

export const invitationsAnswer = z
  .object({ invitations: z.array(invitation), nextCursor: z.string().nullable() })
  .openapi("InvitationList");

export const invitedAnswer = z
  .object({
    invitation,
    emailSent: z.boolean(),
    accept: z
      .object({ token: z.string(), url: z.string() })
      .nullable()
      .openapi({ description: "Where no mail was sent: how to accept, for you to hand on. Shown this once." }),
  })
  .openapi("Invited");

export const acceptBody = z
  .strictObject({
    token: secretToken,
    name: personName.optional().openapi({ description: "For a new account" }),
    password: newPassword.optional().openapi({ description: "For a new account" }),
  })
  .openapi("AcceptInvitation");

export const acceptAnswer = z
  .object({
    user,
    membership: z.object({ organizationId: z.string(), organizationName: z.string(), role }),
    session: z
      .object(sessionFields)
      .nullable()
      .openapi({ description: "Of a new account; null for a user who was signed in" }),
  })
  .openapi("InvitationAccepted");
