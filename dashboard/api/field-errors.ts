import { ApiError, messageOf } from "./error.ts";

/** Where a form shows a refusal. */
export interface FieldErrors {
  /** What is wrong with a field; undefined when nothing is. */
  of(name: string): string | undefined;
  /** What belongs to no field of the form; undefined when there is no such refusal. */
  readonly other: string | undefined;
}

/** Puts a refusal beside the field that the API names, `credential.apiKey` and `ips[2]` included; else above the form. */
export function fieldErrors(error: unknown, names: readonly string[]): FieldErrors {
  if (error === null || error === undefined) return { of: () => undefined, other: undefined };
  const message = messageOf(error);
  const param = error instanceof ApiError ? error.param : null;
  const name =
    names.find((each) => each === param) ??
    names.find((each) => param?.endsWith(`.${each}`)) ??
    names.find((each) => param?.startsWith(`${each}[`));
  return { of: (asked) => (asked === name ? message : undefined), other: name === undefined ? message : undefined };
}
