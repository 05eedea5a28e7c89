import { CommanderError } from "commander";
import { ApiError } from "../client/client.ts";

/** What a shell sees at the end. */
export const EXIT = {
  ok: 0,
  /** Refused, or something was found wrong. */
  failed: 1,
  /** The command was not understood. */
  usage: 2,
  /** The gateway or the database does not answer. */
  unreachable: 3,
  /** Not signed in, or not allowed. */
  denied: 4,
} as const;

/** A mistake in how a command was called, which the commander cannot see. */
export class UsageError extends Error {}

/** The exit code that tells of an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof ApiError)) return EXIT.failed;
  if (error.status === 0 || error.status === 503) return EXIT.unreachable;
  return error.status === 401 || error.status === 403 ? EXIT.denied : EXIT.failed;
}
