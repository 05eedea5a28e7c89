import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { createAudit } from "../../management/audit/create-audit.ts";
import { resetByOperator } from "../../management/auth/operator-reset.ts";
import type { CliContext } from "../context.ts";
import { withLocalStore } from "../local-store.ts";
import { showOne } from "../output.ts";

/** `users reset-password <email>`. */
export function addUsers(program: Command, context: () => CliContext): void {
  program
    .command("users")
    .description("accounts")
    .command("reset-password <email>")
    .description("on the gateway's machine: a link with which a user sets a new password, once and within an hour")
    .option("--without-second-factor", "also turn the second factor off")
    .action(async (email: string, { withoutSecondFactor }: { readonly withoutSecondFactor?: boolean }) => {
      const { env, output } = context();
      const link = await withLocalStore(env, async ({ settings, store: { db } }) => {
        const publicUrl = settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
        const audit = createAudit({ db, clock: systemClock });
        const reset = { email, withoutSecondFactor: withoutSecondFactor === true };
        return await resetByOperator({ db, clock: systemClock, audit, config: { publicUrl } }, reset);
      });
      if (link === null) throw new Error(`There is no account ${email}.`);
      showOne(output, { url: link.url, expiresAt: link.expiresAt.toISOString() });
    });
}
