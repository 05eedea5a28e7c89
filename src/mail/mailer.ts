import type { Log } from "../store/log.ts";

/** A mail of plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mails. */
export interface Mailer {
  /** Resolves when the server has taken the mail; rejects with a {@link MailError} when it has not. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** A mail was not taken. The message names no recipient and nothing of the mail. */
export class MailError extends Error {
  constructor(reason: string) {
    super(`The mail server did not take the mail: ${reason}`);
    this.name = "MailError";
  }
}

export interface MailerOptions {
  /** `smtp://user:password@host:587`, or `smtps://` for TLS from the start. */
  readonly smtpUrl: string;
  /** Sender, such as `LLM Gateway <gateway@example.com>`. */
  readonly from: string;
  readonly log: Log;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 20_000;

/** A mailer over SMTP. Neither recipients nor contents are logged: contents hold tokens. */
export function createMailer({ smtpUrl, from, log }: MailerOptions): Mailer {
  let loading: ReturnType<typeof connect> | null = null;
  // Loaded for the first mail: most starts send none.
  const load = (): ReturnType<typeof connect> => (loading ??= connect(smtpUrl));
  return {
    async send({ to, subject, text }): Promise<void> {
      try {
        const transport = await load();
        await transport.sendMail({
          from,
          // As an object: a comma or a bracket in an address cannot make it several.
          to: { name: "", address: to },
          subject: subject.replace(/[\r\n]+/g, " "),
          text,
          // Names of users stand in texts; they must not become paths or URLs to fetch.
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        const reason = reasonOf(error);
        log.warn({ reason }, "a mail could not be sent");
        throw new MailError(reason);
      }
    },
    close(): void {
      void loading?.then((transport) => transport.close());
    },
  };
}

async function connect(smtpUrl: string) {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url: smtpUrl,
    // With a password nothing is sent in clear, whatever the server or somebody between offers.
    requireTLS: new URL(smtpUrl).username !== "",
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    logger: false,
  });
}

/** The library's and the server's codes; the server's sentence may repeat the recipient. */
function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const known = [code, responseCode].filter((each) => typeof each === "string" || typeof each === "number");
  return known.length === 0 ? "unknown" : known.join(" ");
}
