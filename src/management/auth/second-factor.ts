import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { openSecret, sealSecret } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Database } from "../../store/sql/schema.ts";
import { hashBackupCode, matchingStep, newBackupCodes, newTotpSecret, plainCode, totpEnrolment } from "./totp.ts";

const TOTP_CODE = /^\d{6}$/;

const contextOf = (userId: string) => ({ table: "user_totp", id: userId, organizationId: null });

/**
 * Holds a user's second factor until the transaction ends. Comes before anything else that is locked, so that no two
 * transactions of one user wait for each other.
 */
export async function lockSecondFactor(tx: Kysely<Database>, userId: string): Promise<void> {
  await tx.selectFrom("user_totp").select("user_id").where("user_id", "=", userId).forUpdate().execute();
}

/**
 * Begins or begins anew: a secret that counts once a code of it was shown. Throws `conflict` while one counts already.
 */
export async function enrolTotp(
  db: Kysely<Database>,
  keys: MasterKeys,
  { id, email }: { readonly id: string; readonly email: string },
  now: Date,
): Promise<{ readonly url: string; readonly secret: string }> {
  const secret = newTotpSecret();
  const sealed = sealSecret(keys, secret, contextOf(id));
  const row = await db
    .insertInto("user_totp")
    .values({ user_id: id, secret: sealed, confirmed_at: null, created_at: now })
    .onConflict((conflict) =>
      conflict
        .column("user_id")
        .doUpdateSet({ secret: sealed, created_at: now, last_step: 0 })
        .where("user_totp.confirmed_at", "is", null),
    )
    .returning("user_id")
    .executeTakeFirst();
  if (row === undefined) throw fail("conflict", { message: "The second factor is on already. Disable it first." });
  return totpEnrolment(secret, email);
}

/** Turns the second factor on when the code is right, and gives the backup codes; null when it is wrong. */
export async function confirmTotp(
  db: Kysely<Database>,
  keys: MasterKeys,
  userId: string,
  code: string,
  nowMs: number,
): Promise<readonly string[] | null> {
  const step = await stepOf(db, keys, userId, code, nowMs, false);
  if (step === null) return null;
  const { numUpdatedRows } = await db
    .updateTable("user_totp")
    .set({ confirmed_at: new Date(nowMs), last_step: step })
    .where("user_id", "=", userId)
    .where("confirmed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 0n ? null : await replaceBackupCodes(db, userId);
}

/**
 * Takes a code of the app, or a backup code, which then no longer counts; false when it is neither. Of two requests
 * with the same code one is told false.
 */
export async function takeSecondFactor(
  db: Kysely<Database>,
  keys: MasterKeys,
  userId: string,
  code: string,
  nowMs: number,
): Promise<boolean> {
  if (!TOTP_CODE.test(plainCode(code))) {
    const { numDeletedRows } = await db
      .deleteFrom("backup_codes")
      .where("user_id", "=", userId)
      .where("hash", "=", hashBackupCode(code))
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
  const step = await stepOf(db, keys, userId, code, nowMs, true);
  if (step === null) return false;
  const { numUpdatedRows } = await db
    .updateTable("user_totp")
    .set({ last_step: step })
    .where("user_id", "=", userId)
    .where("last_step", "<", step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Turns the second factor off; false when it was not on. */
export async function removeTotp(db: Kysely<Database>, userId: string): Promise<boolean> {
  await db.deleteFrom("backup_codes").where("user_id", "=", userId).execute();
  const removed = await db.deleteFrom("user_totp").where("user_id", "=", userId).returning("confirmed_at").execute();
  return removed.some((row) => row.confirmed_at !== null);
}

/** New backup codes, while {@link lockSecondFactor} holds; those before no longer count. */
export async function replaceBackupCodes(db: Kysely<Database>, userId: string): Promise<readonly string[]> {
  const codes = newBackupCodes();
  await db.deleteFrom("backup_codes").where("user_id", "=", userId).execute();
  await db
    .insertInto("backup_codes")
    .values(codes.map((code) => ({ user_id: userId, hash: hashBackupCode(code) })))
    .execute();
  return codes;
}

async function stepOf(
  db: Kysely<Database>,
  keys: MasterKeys,
  userId: string,
  code: string,
  nowMs: number,
  confirmed: boolean,
): Promise<number | null> {
  const row = await db
    .selectFrom("user_totp")
    .select("secret")
    .where("user_id", "=", userId)
    .where("confirmed_at", confirmed ? "is not" : "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return await matchingStep(openSecret(keys, row.secret, contextOf(userId)), plainCode(code), nowMs);
}
