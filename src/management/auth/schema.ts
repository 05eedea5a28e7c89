import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../../store/passwords.ts";
import { id, plainText } from "../http/fields.ts";
import { organization } from "../organizations/schema.ts";

const EMAIL_LENGTH_MAX = 254;
const NAME_MAX = 255;
const CODE_MAX = 64;
const TOKEN_MAX = 128;

/** Trimmed and in lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email().max(EMAIL_LENGTH_MAX))
  .openapi({ example: "ada@example.com" });

/** A name that stands in lists and mails: one line. */
export const personName = plainText(1, NAME_MAX)
  .refine((text) => !/\p{Cc}/u.test(text), "must be one line")
  .openapi({ example: "Ada" });

const password = z.string().min(1).max(PASSWORD_LENGTH_MAX);
export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN)
  .max(PASSWORD_LENGTH_MAX)
  .openapi({ description: `${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters` });

export const secretToken = z.string().min(1).max(TOKEN_MAX);
const code = z.string().trim().min(1).max(CODE_MAX).openapi({ description: "Of the app, or a backup code" });

export const registerBody = z
  .strictObject({
    email,
    password: newPassword,
    name: personName,
    invitationToken: secretToken.optional().openapi({ description: "Needed where registration is by invitation" }),
  })
  .openapi("RegisterRequest");

export const loginBody = z
  .strictObject({
    email,
    password,
    totpCode: code.optional().openapi({ description: "Needed after the answer `totp_required`" }),
  })
  .openapi("LoginRequest");

export const user = z.object({ id: z.string(), email: z.string(), name: z.string() }).openapi("User");

export const sessionFields = {
  token: z.string().openapi({ description: "Send it as 'Authorization: Bearer <token>'." }),
  expiresAt: z.iso.datetime().openapi({ description: "Moves on while the session is used" }),
};

export const loginAnswer = z.object({ ...sessionFields, user }).openapi("Session");

const membership = z
  .object({
    organizationId: z.string(),
    organizationName: z.string(),
    role: z.enum(["owner", "admin", "developer", "viewer"]),
  })
  .openapi("Membership");

export const meAnswer = z
  .object({
    user: user.extend({ secondFactor: z.boolean(), emailVerified: z.boolean() }),
    memberships: z.array(membership),
    organizations: z.array(organization).openapi({ description: "Those of the memberships, with their settings" }),
    ssoRequired: z
      .array(membership)
      .openapi({ description: "Memberships that this session does not reach: sign in by the organization's own way" }),
  })
  .openapi("Me");

export const mePatch = z
  .strictObject({
    name: personName.optional(),
    email: email.optional(),
    password: password.optional().openapi({ description: "The present one; needed to change the email" }),
  })
  .openapi("MePatch");

export const userAnswer = z.object({ user }).openapi("UserAnswer");

export const passwordBody = z.strictObject({ currentPassword: password, newPassword }).openapi("PasswordChange");

export const resetBody = z.strictObject({ email }).openapi("PasswordResetRequest");
export const resetConfirmBody = z.strictObject({ token: secretToken, newPassword }).openapi("PasswordReset");

export const sessionParams = z.object({ id });

export const sessionsAnswer = z
  .object({
    sessions: z.array(
      z
        .object({
          id: z.string(),
          current: z.boolean(),
          createdAt: z.iso.datetime(),
          lastUsedAt: z.iso.datetime().openapi({ description: "To five minutes" }),
          expiresAt: z.iso.datetime(),
          clientIp: z.string().nullable(),
          userAgent: z.string().nullable(),
          ssoOrganizationId: z.string().nullable(),
        })
        .openapi("SessionInfo"),
    ),
    nextCursor: z.null(),
  })
  .openapi("SessionList");

export const endedAnswer = z.object({ success: z.literal(true), ended: z.int() }).openapi("SessionsEnded");

export const totpEnrolBody = z.strictObject({ password }).openapi("TotpEnrol");
export const totpEnrolAnswer = z
  .object({
    url: z.string().openapi({ description: "For a QR code" }),
    secret: z.string().openapi({ description: "The same for typing, in base32" }),
  })
  .openapi("TotpEnrolment");
export const totpConfirmBody = z.strictObject({ code }).openapi("TotpConfirm");
export const totpProofBody = z.strictObject({ password, code }).openapi("TotpProof");
export const backupCodesAnswer = z
  .object({ backupCodes: z.array(z.string()).openapi({ description: "Each signs in once. Shown this once." }) })
  .openapi("BackupCodes");

export const optionsAnswer = z
  .object({
    registration: z.enum(["open", "invite-only", "closed"]),
    passwordResetByMail: z.boolean(),
    organizationCreation: z.enum(["any-user", "operator"]),
    singleSignOn: z.boolean().openapi({ description: "Whether any organization here has it" }),
  })
  .openapi("AuthOptions");
