import type { Command } from "commander";
import { ApiError } from "../../client/client.ts";
import type { CliContext } from "../context.ts";
import { askLine, readPiped } from "../read-secret.ts";

interface LoginOptions {
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly code?: string;
}

/** `login` and `logout`. */
export function addLogin(program: Command, context: () => CliContext): void {
  program
    .command("login")
    .description("sign in and keep the session's token in your configuration folder, for you alone")
    .option("--email <email>", "your account")
    .option("--password-stdin", "read the password from standard input")
    .option("--code <code>", "code of your second factor")
    .action(async (options: LoginOptions) => {
      const { output, sessions, url, anonymous } = context();
      const email = options.email ?? (await askLine("Email: ", false));
      const password = options.passwordStdin === true ? await readPiped() : await askLine("Password: ", true);
      const totp = options.code === undefined ? {} : { totpCode: options.code };
      const body = { email, password, ...totp };
      const { token, expiresAt, user } = await anonymous().call("postAuthLogin", { body });
      sessions.set(url, token);
      if (output.json) output.data(JSON.stringify({ url, user, expiresAt }));
      else output.data(`Signed in at ${url} as ${user.email} until ${expiresAt}.`);
    });
  program
    .command("logout")
    .description("end the session and forget its token")
    .action(async () => {
      const { output, sessions, url, client } = context();
      try {
        if (sessions.get(url) !== undefined) await client().call("postAuthLogout");
      } catch (error) {
        // A session that has ended already is what was asked for.
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
      }
      sessions.remove(url);
      output.note("Signed out.");
    });
}
