import type { Cancellation } from "./ask.ts";

/** Ends what is running now, once. */
export class Cancel implements Cancellation {
  cancelled: Error | undefined;
  #action: ((reason: Error) => void) | undefined;

  onCancel(action: ((reason: Error) => void) | undefined): void {
    this.#action = action;
    if (this.cancelled !== undefined) action?.(this.cancelled);
  }

  cancel(reason: Error): void {
    if (this.cancelled !== undefined) return;
    this.cancelled = reason;
    this.#action?.(reason);
  }

  /** Waits, but not beyond the cancellation. */
  async pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.onCancel(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.onCancel(undefined);
  }
}
