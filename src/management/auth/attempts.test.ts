import { beforeAll, expect, it } from "vitest";
import { purgeExpired } from "../../store/purge-expired.ts";
import type { Store } from "../../store/sql/open-store.ts";
import { describeOnEngines, testClock } from "../../store/sql/testing/engines.ts";
import { type Attempts, byAccount, byAddress, createAttempts } from "./attempts.ts";

describeOnEngines("attempts", (engine) => {
  const clock = testClock();
  let store: Store;
  let attempts: Attempts;
  beforeAll(async () => {
    store = await engine.open();
    attempts = createAttempts(store.db, clock);
  });

  it("lets exactly five of many simultaneous attempts through, also from several processes", async () => {
    const others = [attempts, createAttempts(store.db, clock), createAttempts(store.db, clock)];
    const subjects = [byAccount("many@example.com")];
    const tries = Array.from({ length: 7 }, () => others.map((each) => each.begin(subjects))).flat();
    const verdicts = await Promise.all(tries);
    expect(verdicts.filter((each) => each.allowed).length).toBe(5);
    expect(verdicts.filter((each) => each.allowed && each.locks).length).toBe(1);
  });

  it("doubles the lock with every further attempt, up to a quarter of an hour", async () => {
    const subjects = [byAccount("slow@example.com")];
    const waits: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      const verdict = await attempts.begin(subjects);
      if (verdict.allowed) {
        const next = await attempts.begin(subjects);
        if (next.allowed) n += 1;
        else {
          waits.push(next.waitSeconds);
          clock.nowMs += next.waitSeconds * 1_000;
        }
      }
    }
    expect(waits.slice(0, 6)).toEqual([60, 120, 240, 480, 900, 900]);
  });

  it("forgets after an hour without an attempt, and after a success", async () => {
    const [quiet, lucky] = [[byAccount("quiet@example.com")], [byAccount("lucky@example.com")]];
    for (const subjects of [quiet, lucky]) {
      for (let n = 0; n < 4; n += 1) expect(await attempts.begin(subjects)).toEqual({ allowed: true, locks: false });
    }
    await attempts.succeeded(store.db, lucky);
    expect(await attempts.begin(lucky)).toEqual({ allowed: true, locks: false });
    expect(await attempts.begin(quiet)).toEqual({ allowed: true, locks: true });
    clock.nowMs += 61 * 60_000;
    expect(await attempts.begin(quiet)).toEqual({ allowed: true, locks: false });
  });

  it("counts nothing towards an account while the address is locked", async () => {
    const address = byAddress("198.51.100.7");
    for (let n = 0; n < 30; n += 1) await attempts.begin([address]);
    const account = byAccount("bystander@example.com");
    for (let n = 0; n < 10; n += 1) expect((await attempts.begin([account, address])).allowed).toBe(false);
    expect(await attempts.begin([account])).toEqual({ allowed: true, locks: false });
  });

  it("takes a success back from an address and leaves its other attempts", async () => {
    const address = byAddress("198.51.100.8");
    for (let n = 0; n < 29; n += 1) await attempts.begin([address]);
    expect(await attempts.begin([address])).toEqual({ allowed: true, locks: true });
    await attempts.succeeded(store.db, [address]);
    expect(await attempts.begin([address])).toEqual({ allowed: true, locks: true });
    expect((await attempts.begin([address])).allowed).toBe(false);
  });

  it("counts all addresses of an IPv6 network together, and an IPv4 address in either spelling", async () => {
    for (let n = 0; n < 30; n += 1) await attempts.begin([byAddress(`2001:db8:1:2::${n.toString(16)}`)]);
    expect((await attempts.begin([byAddress("2001:db8:1:2:ffff::1")])).allowed).toBe(false);
    expect((await attempts.begin([byAddress("2001:db8:1:3::1")])).allowed).toBe(true);
    expect(byAddress("::ffff:192.0.2.1")).toEqual(byAddress("192.0.2.1"));
    expect(byAddress("not an address").subject).toBe("unknown");
  });

  it("purges what counts no longer, and nothing that locks", async () => {
    const { db } = store;
    const left = async () => (await db.selectFrom("auth_attempts").select("subject").execute()).length;
    await attempts.begin([byAccount("fresh@example.com")]);
    const before = await left();
    const { attempts: purged } = await purgeExpired(db, new Date(clock.now()));
    expect(await left()).toBe(before - purged);
    expect((await attempts.begin([byAddress("2001:db8:1:2::1")])).allowed).toBe(false);
    clock.nowMs += 2 * 60 * 60_000;
    await purgeExpired(db, new Date(clock.now()));
    expect(await left()).toBe(0);
  });
});
