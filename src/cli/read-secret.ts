import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "./exit-codes.ts";

/** Asks for a line at the terminal; what is typed is shown unless it is secret. */
export async function askLine(question: string, secret: boolean): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError("There is no terminal to ask at; use --email and --password-stdin.");
  let muted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!muted) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const answer = terminal.question(question);
    muted = secret;
    return (await answer).trim();
  } finally {
    terminal.close();
    if (secret) process.stderr.write("\n");
  }
}

/** Reads a secret that is piped in: all of it but the last line break. */
export async function readPiped(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
