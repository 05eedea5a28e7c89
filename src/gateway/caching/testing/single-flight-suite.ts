import { describe, expect, it } from "vitest";
import type { CachedAnswer } from "../answer-cache.ts";
import type { Boarding, Landing, Seat, SingleFlight } from "../single-flight.ts";
import { answerOf, keyOf } from "./answers.ts";

export interface FlightsUnderTest {
  /** Of two processes that share what is to be shared, or twice the same. */
  readonly flights: readonly [SingleFlight, SingleFlight];
  /** Stores an answer where those who wait look for it. */
  store(organizationId: string, key: string, answer: CachedAnswer): Promise<void>;
}

/** A caller that can go away. */
export function callerOf(): { whenOver: Boarding["whenOver"]; go(): void } {
  const actions = new Set<() => void>();
  let over = false;
  return {
    whenOver: (action) => {
      actions.add(action);
      if (over) action();
      return () => actions.delete(action);
    },
    go: () => {
      over = true;
      for (const action of actions) action();
    },
  };
}

/** One behaviour of all engines. */
export function describeSingleFlight(name: string, open: () => Promise<FlightsUnderTest>): void {
  const boarding = (changes: Partial<Boarding> = {}): Boarding => ({
    organizationId: "org_1",
    key: keyOf(1),
    waitMs: 5_000,
    whenOver: callerOf().whenOver,
    ...changes,
  });
  /** Lands as a stage does: the answer is stored first. */
  const land = async (under: FlightsUnderTest, seat: Seat, landing: Landing): Promise<void> => {
    if (seat.kind !== "leads") throw new Error(`it ${seat.kind}`);
    if (typeof landing !== "string") await under.store("org_1", keyOf(1), landing);
    seat.land(landing);
  };

  describe(name, () => {
    it("lets the first ask and gives its answer to all", async () => {
      const under = await open();
      const [one, other] = under.flights;
      const first = await one.board(boarding());
      const rest = Array.from({ length: 10 }, async (_, i) => (i % 2 === 0 ? one : other).board(boarding()));
      const answer = answerOf({ storedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 });
      await land(under, first, answer);
      for (const seat of await Promise.all(rest)) expect(seat).toEqual({ kind: "landed", answer });
    });

    it("keeps different requests and organizations apart", async () => {
      const { flights } = await open();
      const [one, other] = flights;
      expect((await one.board(boarding())).kind).toBe("leads");
      expect((await one.board(boarding({ key: keyOf(2) }))).kind).toBe("leads");
      expect((await other.board(boarding({ organizationId: "org_2" }))).kind).toBe("leads");
    });

    it("lets one after another take over when the first fails", async () => {
      const under = await open();
      const [one, other] = under.flights;
      const first = await one.board(boarding());
      const seats: Seat[] = [];
      const waiting = [one, other, one, other].map(async (flights) => {
        seats.push(await flights.board(boarding()));
      });
      await land(under, first, "failed");
      await expect.poll(() => seats.length).toBe(1);
      expect(seats[0]?.kind).toBe("leads");
      await land(under, seats[0] ?? first, "failed");
      await expect.poll(() => seats.length).toBe(2);
      expect(seats[1]?.kind).toBe("leads");
      const answer = answerOf({ storedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 });
      await land(under, seats[1] ?? first, answer);
      await Promise.all(waiting);
      expect(seats.slice(2).map(({ kind }) => kind)).toEqual(["landed", "landed"]);
    });

    it("lets all ask for themselves when the answer is for nobody else", async () => {
      const under = await open();
      const [one, other] = under.flights;
      const first = await one.board(boarding());
      const rest = [one, one, other].map(async (flights) => flights.board(boarding()));
      // The other process must have seen that somebody leads.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await land(under, first, "not-kept");
      for (const seat of await Promise.all(rest)) expect(seat).toEqual({ kind: "alone" });
    });

    it("lets nobody wait for longer than they may", async () => {
      const { flights } = await open();
      const [one, other] = flights;
      await one.board(boarding());
      expect(await one.board(boarding({ waitMs: 30 }))).toEqual({ kind: "alone" });
      expect(await other.board(boarding({ waitMs: 30 }))).toEqual({ kind: "alone" });
    });

    it("lets go who is gone, and goes on without them", async () => {
      const under = await open();
      const [one, other] = under.flights;
      const first = await one.board(boarding());
      for (const flights of [one, other]) {
        const caller = callerOf();
        const seat = flights.board(boarding({ whenOver: caller.whenOver }));
        caller.go();
        expect((await seat).kind).toBe("alone");
        expect((await flights.board(boarding({ whenOver: caller.whenOver }))).kind).toBe("alone");
      }
      const second = one.board(boarding());
      await land(under, first, "failed");
      expect((await second).kind).toBe("leads");
    });

    it("counts the first landing only", async () => {
      const under = await open();
      const [one] = under.flights;
      const first = await one.board(boarding());
      await land(under, first, "failed");
      const second = await one.board(boarding());
      expect(second.kind).toBe("leads");
      const third = one.board(boarding({ waitMs: 80 }));
      await land(under, first, answerOf());
      expect((await third).kind).not.toBe("leads");
    });
  });
}
