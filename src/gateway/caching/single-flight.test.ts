import { describe, expect, it } from "vitest";
import { LocalSingleFlight } from "./single-flight.ts";
import { keyOf } from "./testing/answers.ts";
import { callerOf, describeSingleFlight } from "./testing/single-flight-suite.ts";

const now = () => performance.now();

describeSingleFlight("one call for identical requests", () => {
  const flights = new LocalSingleFlight(now);
  return Promise.resolve({ flights: [flights, flights], store: () => Promise.resolve() });
});

describe("one call for identical requests, bounded", () => {
  const boarding = (n = 1) => ({
    organizationId: "org_1",
    key: keyOf(n),
    waitMs: 5_000,
    whenOver: callerOf().whenOver,
  });

  it("watches so many different ones and no more, and forgets those that are over", async () => {
    const flights = new LocalSingleFlight(now, { maxFlights: 2 });
    const seats = await Promise.all([1, 2, 3].map(async (n) => flights.board(boarding(n))));
    expect(seats.map(({ kind }) => kind)).toEqual(["leads", "leads", "alone"]);
    for (const seat of seats) if (seat.kind === "leads") seat.land("failed");
    expect(flights.size).toBe(0);
  });

  it("lets so many wait and no more", async () => {
    const flights = new LocalSingleFlight(now, { maxWaiting: 1 });
    const first = await flights.board(boarding());
    const second = flights.board(boarding());
    expect((await flights.board(boarding())).kind).toBe("alone");
    if (first.kind === "leads") first.land("not-kept");
    expect((await second).kind).toBe("alone");
  });

  it("takes a leader that never lands for lost", async () => {
    let at = 0;
    const flights = new LocalSingleFlight(() => at, { leaseMs: 1_000 });
    const lost = await flights.board(boarding());
    const waiting = flights.board(boarding());
    at = 1_001;
    const next = await flights.board(boarding());
    expect(next.kind).toBe("leads");
    if (lost.kind === "leads") lost.land("not-kept");
    if (next.kind === "leads") next.land("failed");
    expect((await waiting).kind).toBe("leads");
  });
});
