import { z } from "@hono/zod-openapi";
import { id, page } from "../http/fields.ts";
import { role } from "../organizations/schema.ts";

export const membersQuery = z.object(page);
export const memberParams = z.object({ id, userId: id });
export const memberPatch = z.strictObject({ role }).openapi("MemberPatch");

const member = z
  .object({
    userId: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    secondFactor: z.boolean(),
    joinedAt: z.iso.datetime(),
  })
  .openapi("Member");

export type MemberView = z.output<typeof member>;

export const membersAnswer = z
  .object({ members: z.array(member), nextCursor: z.string().nullable() })
  .openapi("MemberList");

const revoked = z.object({ tokens: z.int(), invitations: z.int() }).openapi({
  description: "Tokens and pending invitations that the member had made with more rights than they have left",
});

export const memberAnswer = z.object({ member, revoked }).openapi("MemberAnswer");
export const memberEndAnswer = z.object({ success: z.literal(true), revoked }).openapi("MemberEnd");
