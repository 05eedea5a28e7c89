import { fail } from "../../errors/gateway-error.ts";
import { byAccount } from "./attempts.ts";
import { type AuthContext, as, type RequestFacts } from "./context.ts";
import { notify } from "./notify.ts";
import { onlyOrganizationOf, type UserPrincipal, userActor } from "./principal.ts";
import { confirmTotp, lockSecondFactor } from "./second-factor.ts";
import { locked } from "./sign-in.ts";

/** Turns the second factor on with a first code, and gives the backup codes. Wrong codes count as wrong passwords do. */
export async function confirmSecondFactor(
  context: AuthContext,
  principal: UserPrincipal,
  code: string,
  facts: RequestFacts,
): Promise<readonly string[]> {
  const { attempts, audit, clock, config, db } = context;
  const { user } = principal;
  const subjects = [byAccount(user.email)];
  const verdict = await attempts.begin(subjects);
  if (!verdict.allowed) throw locked(verdict.waitSeconds);
  const event = { ...as(userActor(user), facts), organizationId: onlyOrganizationOf(principal) };
  const target = { kind: "user", id: user.id, label: user.email };
  const action = "auth.totp.enable";
  const codes = await db.transaction().execute(async (tx) => {
    await lockSecondFactor(tx, user.id);
    const made = await confirmTotp(tx, config.masterKeys, user.id, code, clock.now());
    if (made === null) return null;
    await attempts.succeeded(tx, subjects);
    await audit.record({ ...event, action, target, outcome: "success" }, tx);
    return made;
  });
  if (codes === null) {
    await audit.record({ ...event, action, target, outcome: "failure" });
    const message = "The code is wrong, or nothing waits for one: POST /api/v1/auth/totp begins.";
    throw fail("invalid_credentials", { message, param: "code" });
  }
  notify(context, user.email, "Its second factor was turned on");
  return codes;
}
