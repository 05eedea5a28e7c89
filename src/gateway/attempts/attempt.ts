import type { Warning } from "../../canonical/warning.ts";
import type { Grant } from "../limits/grant.ts";
import type { Credential, Target } from "../routing/target.ts";

/** One call of one target with one credential. */
export class Attempt {
  readonly target: Target;
  readonly credential: Credential;
  /** What translation lost, on the way there and back. */
  readonly warnings: Warning[];
  /** Monotonic. */
  readonly beganAt: number;
  /** Its place within the limits of the credential, where that has any; given back when the attempt is over. */
  place: Grant | undefined;
  /** The upstream's answer, once asked for. */
  upstream: { readonly receivedBytes: number } | undefined;

  constructor(target: Target, credential: Credential, warnings: readonly Warning[], beganAt: number) {
    this.target = target;
    this.credential = credential;
    this.warnings = [...warnings];
    this.beganAt = beganAt;
  }

  /** Gives its place back. */
  leave(tokens: number, nowMs: number): void {
    this.place?.settle({ tokens, nanos: 0, creditsNanos: 0 }, nowMs);
  }

  /** Names the circuit that this attempt belongs to. */
  get circuit(): string {
    return circuitOf(this.target, this.credential);
  }

  /** Notes a loss of the answer's translation; the same one counts once. */
  warn(field: string, message: string): void {
    if (!this.warnings.some((known) => known.message === message)) this.warnings.push({ field, message });
  }
}

/** `provider/model#credential`: what has a circuit of its own. */
export function circuitOf(target: Target, credential: Credential): string {
  return `${target.label}#${credential.id}`;
}
