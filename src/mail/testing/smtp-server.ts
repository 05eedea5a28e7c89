import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A mail as the server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, with soft line breaks undone. */
  readonly text: string;
}

/** A mail server on the loopback for tests: takes everything but what `refuse` names. */
export interface SmtpServer {
  readonly url: string;
  readonly mails: readonly TakenMail[];
  /** Answers this to every recipient from now on, such as `550 no such user`; null: takes them. */
  refuse: string | null;
  /** The next mail, once it is there. */
  next(): Promise<TakenMail>;
  close(): Promise<void>;
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  let read = 0;
  let wake: (() => void) | null = null;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    converse(socket, self, (mail) => {
      mails.push(mail);
      wake?.();
    });
  });
  const self: SmtpServer = {
    url: "",
    mails,
    refuse: null,
    async next(): Promise<TakenMail> {
      while (mails.length <= read) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      read += 1;
      return mails[read - 1] as TakenMail;
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return Object.assign(self, { url: `smtp://127.0.0.1:${port}` });
}

function converse(socket: Socket, server: SmtpServer, take: (mail: TakenMail) => void): void {
  let from = "";
  let to: string[] = [];
  let data: string[] | null = null;
  let rest = "";
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const line = (text: string): void => {
    if (data !== null) {
      if (text !== ".") data.push(text);
      else {
        take({ from, to, text: data.join("\n").replace(/=\n/g, "").replace(/=3D/g, "=") });
        data = null;
        say("250 taken");
      }
      return;
    }
    const verb = text.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") say("250 test");
    else if (verb === "MAIL") {
      from = /<(.*?)>/.exec(text)?.[1] ?? "";
      to = [];
      say("250 ok");
    } else if (verb === "RCPT") {
      to.push(/<(.*?)>/.exec(text)?.[1] ?? "");
      say(server.refuse ?? "250 ok");
    } else if (verb === "DATA") {
      data = [];
      say("354 go on");
    } else if (verb === "QUIT") {
      say("221 bye");
      socket.end();
    } else say(verb === "STAR" ? "502 no TLS here" : "250 ok");
  };
  socket.setEncoding("utf8");
  socket.on("data", (piece: string) => {
    rest += piece;
    const lines = rest.split("\r\n");
    rest = lines.pop() ?? "";
    for (const each of lines) line(each);
  });
  say("220 test ESMTP");
}
