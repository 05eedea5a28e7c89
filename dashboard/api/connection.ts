import { ApiError } from "./error.ts";

/** How the gateway answers: as it should, slowly, or not at all (this machine has no network, or it is down). */
export type ConnectionState = "ok" | "slow" | "unreachable" | "offline";

/** A call that takes longer is said to be slow. */
const SLOW_MS = 4_000;

/** Watches all calls, so that one banner can say what is wrong. */
class Connection {
  #isReachable = true;
  #slow = 0;
  readonly #listeners = new Set<() => void>();

  constructor() {
    globalThis.addEventListener?.("online", this.#tell);
    globalThis.addEventListener?.("offline", this.#tell);
  }

  readonly #tell = (): void => {
    for (const listener of this.#listeners) listener();
  };

  /** Hands a call's answer on, and learns from it. Throws {@link ApiError} `unreachable` when there is none. */
  async watch<Value>(answer: Promise<Value>): Promise<Value> {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      this.#slow += 1;
      this.#tell();
    }, SLOW_MS);
    try {
      const value = await answer;
      this.#set(true);
      return value;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      this.#set(false);
      throw new ApiError({ status: 0, code: "unreachable", message: "The gateway does not answer." });
    } finally {
      clearTimeout(timer);
      if (isSlow) {
        this.#slow -= 1;
        this.#tell();
      }
    }
  }

  #set(isReachable: boolean): void {
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    this.#tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ConnectionState => {
    if (!navigator.onLine && !this.#isReachable) return "offline";
    if (!this.#isReachable) return "unreachable";
    return this.#slow > 0 ? "slow" : "ok";
  };
}

/** The page's only connection. */
export const connection = new Connection();
