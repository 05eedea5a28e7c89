import { randomBase62 } from "../../ids.ts";
import type { Passwords } from "./context.ts";

/**
 * True when the password is the one that was hashed. Takes equally long without a hash, so that nobody learns from the
 * time which accounts exist, or have a password.
 */
export type PasswordCheck = (storedHash: string | null, password: string) => Promise<boolean>;

export function createPasswordCheck({ hash, verify }: Passwords): PasswordCheck {
  let made: Promise<string> | null = null;
  const ofNobody = (): Promise<string> => (made ??= hash(randomBase62(32)));
  return async (storedHash, password) => {
    const nobodys = await ofNobody();
    const matches = await verify(storedHash ?? nobodys, password);
    return matches && storedHash !== null;
  };
}
