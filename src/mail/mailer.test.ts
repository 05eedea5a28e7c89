import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silent } from "../store/sql/testing/engines.ts";
import { createMailer, MailError, type Mailer } from "./mailer.ts";
import { type SmtpServer, startSmtpServer } from "./testing/smtp-server.ts";
import { accountChangedMail, invitationMail, passwordResetMail } from "./texts.ts";

describe("mailer", () => {
  let server: SmtpServer;
  let mailer: Mailer;
  let logged: string[] = [];
  beforeAll(async () => {
    server = await startSmtpServer();
    const note = (fields: object, message: string): void => void logged.push(JSON.stringify([fields, message]));
    const log = { ...silent, debug: note, info: note, warn: note, error: note };
    mailer = createMailer({ smtpUrl: server.url, from: "Gateway <gateway@example.com>", log });
  });
  afterAll(async () => {
    mailer.close();
    await server.close();
  });
  beforeEach(() => {
    logged = [];
    server.refuse = null;
  });

  it("sends plain text from the given sender to one recipient", async () => {
    await mailer.send({ to: "ada@example.com", subject: "Hello", text: "One\n\nTwo\n" });
    const mail = await server.next();
    expect(mail).toMatchObject({ from: "gateway@example.com", to: ["ada@example.com"] });
    expect(mail.text).toMatch(/^From: Gateway <gateway@example.com>$/m);
    expect(mail.text).toMatch(/^Content-Type: text\/plain/m);
    expect(mail.text).toContain("One\n\nTwo");
    expect(logged).toEqual([]);
  });

  it("a subject cannot bring headers of its own", async () => {
    await mailer.send({ to: "ada@example.com", subject: "Hi\r\nBcc: eve@example.com\r\n\r\nBody", text: "x" });
    const mail = await server.next();
    expect(mail.to).toEqual(["ada@example.com"]);
    expect(mail.text).not.toMatch(/^Bcc:/m);
  });

  it("one recipient stays one, whatever is in the address", async () => {
    await mailer.send({ to: "ada@example.com, eve@example.com", subject: "x", text: "x" }).catch(() => undefined);
    for (const mail of server.mails) expect(mail.to).not.toContain("eve@example.com");
  });

  it("says that a mail was not taken without naming the recipient or the text", async () => {
    server.refuse = "550 no mailbox ada@example.com here";
    const failure = await mailer
      .send({ to: "ada@example.com", subject: "s", text: "token-in-the-text" })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MailError);
    expect(`${String(failure)} ${logged.join()}`).not.toMatch(/ada|token-in-the-text/);
    expect(logged.join()).toContain("550");
  });

  it("fails where nobody listens, and where TLS is needed and not offered", async () => {
    const nobody = createMailer({ smtpUrl: "smtp://127.0.0.1:1", from: "a@b.co", log: silent });
    await expect(nobody.send({ to: "a@b.co", subject: "s", text: "t" })).rejects.toBeInstanceOf(MailError);
    const withPassword = server.url.replace("//", "//user:password@");
    const inClear = createMailer({ smtpUrl: withPassword, from: "a@b.co", log: silent });
    await expect(inClear.send({ to: "a@b.co", subject: "s", text: "t" })).rejects.toBeInstanceOf(MailError);
  });
});

describe("texts of mails", () => {
  it("keep a name on its line", () => {
    const mail = invitationMail({
      to: "a@b.co",
      organizationName: "Acme\n\nOpen https://evil.example",
      invitedBy: "Eve\r\nX",
      url: "https://gateway.example.com/x#token=t",
      days: 7,
    });
    expect(mail.subject).not.toContain("\n");
    expect(mail.text.split("\n")[0]).toBe(
      "Eve X has invited you to the organization Acme Open https://evil.example on LLM Gateway.",
    );
  });

  it("say how long a link is good, and what to do with a mail nobody asked for", () => {
    const reset = passwordResetMail({ to: "a@b.co", url: "https://x/#token=t", minutes: 60 });
    expect(reset.text).toMatch(/60 minutes[\s\S]*https:\/\/x\/#token=t[\s\S]*ignore/);
    expect(accountChangedMail({ to: "a@b.co", what: "Its password was changed" }).text).toContain("If it was not you");
  });
});
