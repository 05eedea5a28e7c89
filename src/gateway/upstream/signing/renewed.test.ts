import { afterEach, describe, expect, it, vi } from "vitest";
import { type Expiring, Renewed } from "./renewed.ts";
import { SigningError } from "./signer.ts";

const HOUR = 3_600_000;

function setUp(answers: readonly (number | Error)[]) {
  const clock = { now: 1_000_000 };
  let asked = 0;
  const fetch = vi.fn(async (): Promise<Expiring<string>> => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (typeof answer !== "number") throw answer;
    return { value: `token ${asked}`, expiresAtMs: clock.now + answer };
  });
  return { clock, fetch, renewed: new Renewed(fetch, () => clock.now) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a value that expires", () => {
  it("is fetched once for all who wait, and then given without waiting", async () => {
    const { fetch, renewed } = setUp([HOUR]);
    expect(await Promise.all([renewed.get(), renewed.get(), renewed.get()])).toEqual(["token 1", "token 1", "token 1"]);
    expect(renewed.get()).toBe("token 1");
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("is renewed ahead of time while the old one is still used", async () => {
    const { clock, fetch, renewed } = setUp([HOUR]);
    await renewed.get();
    clock.now += HOUR - 4 * 60_000 - 1;
    expect(renewed.get()).toBe("token 1");
    expect(fetch).toHaveBeenCalledTimes(1);
    clock.now += 1;
    expect(renewed.get()).toBe("token 1");
    expect(renewed.get()).toBe("token 1");
    await vi.waitFor(() => expect(renewed.get()).toBe("token 2"));
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("is waited for once the old one might expire on its way", async () => {
    const { clock, renewed } = setUp([HOUR]);
    await renewed.get();
    clock.now += HOUR - 30_000;
    expect(await renewed.get()).toBe("token 2");
  });

  it("that lives briefly is not fetched for every request", async () => {
    const { clock, fetch, renewed } = setUp([60_000]);
    await renewed.get();
    clock.now += 29_999;
    expect(renewed.get()).toBe("token 1");
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("that never expires is fetched once", async () => {
    const { clock, fetch, renewed } = setUp([Number.POSITIVE_INFINITY]);
    await renewed.get();
    clock.now += 1000 * HOUR;
    expect(renewed.get()).toBe("token 1");
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe("a failure", () => {
  const refused = new SigningError("credential", "refused");

  it.each([
    ["credential", 10_000],
    ["server", 1_000],
  ] as const)("of kind %s is repeated for %d ms instead of tried again", async (kind, holdMs) => {
    const error = new SigningError(kind, "no");
    const { clock, fetch, renewed } = setUp([error, HOUR]);
    await expect(renewed.get()).rejects.toBe(error);
    clock.now += holdMs - 1;
    expect(() => renewed.get()).toThrow(error);
    expect(fetch).toHaveBeenCalledTimes(1);
    clock.now += 1;
    expect(await renewed.get()).toBe("token 2");
  });

  it("to renew ahead of time harms nobody while the old one is good", async () => {
    const { clock, renewed } = setUp([HOUR, refused, HOUR]);
    await renewed.get();
    clock.now += HOUR - 3 * 60_000;
    expect(renewed.get()).toBe("token 1");
    await new Promise(setImmediate);
    expect(renewed.get()).toBe("token 1");
    clock.now += 10_000;
    expect(renewed.get()).toBe("token 1");
    await vi.waitFor(() => expect(renewed.get()).toBe("token 3"));
  });

  it("that is not ours is the server's, and what it says is not passed on", async () => {
    const { renewed } = setUp([new Error("secret in here")]);
    const error = await Promise.resolve(renewed.get()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SigningError);
    expect(error).toMatchObject({ kind: "server" });
    expect(String(error)).not.toContain("secret");
  });

  it("also comes of a service that never answers, and does not block the next attempt", async () => {
    vi.useFakeTimers();
    let hang = true;
    const fetch = (): Promise<Expiring<string>> =>
      hang ? new Promise(() => undefined) : Promise.resolve({ value: "token", expiresAtMs: 1e12 });
    const clock = { now: 0 };
    const renewed = new Renewed(fetch, () => clock.now);
    const failed = expect(renewed.get()).rejects.toMatchObject({ kind: "server" });
    await vi.advanceTimersByTimeAsync(15_000);
    await failed;
    hang = false;
    clock.now = 1_000;
    expect(await renewed.get()).toBe("token");
  });
});
