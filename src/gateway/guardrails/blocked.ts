import { fail, type GatewayError } from "../../errors/gateway-error.ts";

/** A guardrail and where it acted. */
export interface Blocker {
  readonly name: string;
  readonly where: "input" | "output";
  readonly message: string | undefined;
  /** Where the text stands, such as `messages[0].content`. */
  readonly path?: string | null | undefined;
}

/** Ends a request with an answer that says so, as a model's answer would: no error to the caller. */
export class SoftBlock extends Error {
  readonly guardrail: string;
  readonly where: "input" | "output";

  constructor(guardrail: string, where: "input" | "output", message: string) {
    super(message);
    this.name = "SoftBlock";
    this.guardrail = guardrail;
    this.where = where;
  }

  /** For where no answer can be given any more, or in the wire at all. */
  asError(): GatewayError {
    const { guardrail, where, message } = this;
    return fail("guardrail_blocked", { message, details: { guardrail, where } });
  }
}

/** What a caller reads when a guardrail blocks. */
export function blockMessage({ name, where, message }: Blocker): string {
  if (message !== undefined) return message;
  return where === "input"
    ? `The guardrail '${name}' does not let this request pass.`
    : `The guardrail '${name}' does not let this answer pass.`;
}

export function blocked(blocker: Blocker): GatewayError {
  const { name, where, path } = blocker;
  return fail("guardrail_blocked", {
    message: blockMessage(blocker),
    ...(path == null ? {} : { param: path }),
    details: { guardrail: name, where },
  });
}

export function softBlocked(blocker: Blocker): SoftBlock {
  return new SoftBlock(blocker.name, blocker.where, blockMessage(blocker));
}
