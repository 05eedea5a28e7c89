import { hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id, the library's default kind: 19 MiB, two passes; 5 ms, off the main thread. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer ones are refused at the edge: hashing megabytes for an unknown caller would be a way to stop the service. */
export const PASSWORD_LENGTH_MAX = 256;

/** Shorter ones are refused when a password is set. */
export const PASSWORD_LENGTH_MIN = 8;

/** The argon2id hash of a password, with its salt and cost in it. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** True when the password is the one that was hashed; false also for a hash that cannot be read. */
export async function verifyPassword(storedHash: string, password: string): Promise<boolean> {
  try {
    return await verify(storedHash, password);
  } catch {
    return false;
  }
}
