import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_MAX } from "../../store/passwords.ts";

const EMAIL_LENGTH_MAX = 254;

export const loginBody = z
  .object({
    email: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.email().max(EMAIL_LENGTH_MAX))
      .openapi({ example: "ada@example.com" }),
    password: z.string().min(1).max(PASSWORD_LENGTH_MAX),
  })
  .openapi("LoginRequest");

const user = z.object({ id: z.string(), email: z.string(), name: z.string() }).openapi("User");

export const loginAnswer = z
  .object({
    token: z.string().openapi({ description: "Send it as 'Authorization: Bearer <token>'." }),
    expiresAt: z.iso.datetime(),
    user,
  })
  .openapi("Session");

export const meAnswer = z
  .object({
    user,
    memberships: z.array(
      z
        .object({
          organizationId: z.string(),
          organizationName: z.string(),
          role: z.enum(["owner", "admin", "developer", "viewer"]),
        })
        .openapi("Membership"),
    ),
  })
  .openapi("Me");

export const logoutAnswer = z.object({ success: z.literal(true) }).openapi("LogoutAnswer");
