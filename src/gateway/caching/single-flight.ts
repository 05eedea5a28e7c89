import type { CachedAnswer } from "./answer-cache.ts";

/** How the request of a leader ended: with an answer for all, with one that is for nobody else, or with none. */
export type Landing = CachedAnswer | "not-kept" | "failed";

/** What a request does that wants what another may be asking for right now. */
export type Seat =
  /** It asks. It must land, however it ends, and only after its answer was stored; the first landing counts. */
  | { readonly kind: "leads"; land(landing: Landing): void }
  /** Another one's answer came meanwhile. */
  | { readonly kind: "landed"; readonly answer: CachedAnswer }
  /** It asks for itself alone: it waited long enough, or nobody's answer will do for it. */
  | { readonly kind: "alone" };

/** A request that comes on board. */
export interface Boarding {
  readonly organizationId: string;
  /** The cache key: who has the same wants the same answer. */
  readonly key: string;
  /** The longest wait, in all. */
  readonly waitMs: number;
  /** Tells when the caller is gone, at once if it is; gives what takes that away again. As `whenOver` of an exchange. */
  whenOver(action: () => void): () => void;
}

/**
 * Lets identical requests that run at the same time be one call. The first asks and the others wait:
 *
 * - the answer is stored: all get it;
 * - the first fails, or its caller goes away: one of those waiting takes over, and the others go on waiting;
 * - the answer is for nobody else (cut off by its length, say): all ask for themselves at once;
 * - the wait is over: that request asks for itself.
 *
 * Never rejects: what cannot be shared is asked for alone.
 */
export interface SingleFlight {
  board(boarding: Boarding): Seat | Promise<Seat>;
}

export interface FlightBounds {
  /** Different requests that are watched at a time. */
  readonly maxFlights: number;
  /** Requests that wait for one. */
  readonly maxWaiting: number;
  /** After this a leader that has not landed is taken for lost. */
  readonly leaseMs: number;
}

export const FLIGHT_BOUNDS: FlightBounds = { maxFlights: 10_000, maxWaiting: 1_000, leaseMs: 900_000 };

export const ALONE: Seat = { kind: "alone" };

interface Flight {
  readonly waiting: Set<(seat: Seat) => void>;
  /** Whose landing counts. */
  leader: Seat;
  /** Monotonic. */
  ledSince: number;
}

/** Flights of this process. */
export class LocalSingleFlight implements SingleFlight {
  readonly #flights = new Map<string, Flight>();
  readonly #bounds: FlightBounds;
  readonly #now: () => number;

  /** `now` is monotonic, in milliseconds. */
  constructor(now: () => number, bounds: Partial<FlightBounds> = {}) {
    this.#now = now;
    this.#bounds = { ...FLIGHT_BOUNDS, ...bounds };
  }

  /** Different requests that are under way. */
  get size(): number {
    return this.#flights.size;
  }

  board(boarding: Boarding): Seat | Promise<Seat> {
    const name = `${boarding.organizationId} ${boarding.key}`;
    const flight = this.#flights.get(name);
    if (flight === undefined) {
      if (this.#flights.size >= this.#bounds.maxFlights) return ALONE;
      const begun: Flight = { waiting: new Set(), leader: ALONE, ledSince: 0 };
      this.#flights.set(name, begun);
      return this.#lead(name, begun);
    }
    if (this.#now() - flight.ledSince > this.#bounds.leaseMs) return this.#lead(name, flight);
    if (flight.waiting.size >= this.#bounds.maxWaiting || boarding.waitMs <= 0) return ALONE;
    return waitIn(flight.waiting, boarding);
  }

  #lead(name: string, flight: Flight): Seat {
    const leader: Seat = {
      kind: "leads",
      land: (landing) => {
        if (flight.leader === leader) this.#landed(name, flight, landing);
      },
    };
    flight.leader = leader;
    flight.ledSince = this.#now();
    return leader;
  }

  #landed(name: string, flight: Flight, landing: Landing): void {
    flight.leader = ALONE;
    const [next] = flight.waiting;
    if (landing === "failed" && next !== undefined) {
      next(this.#lead(name, flight));
      return;
    }
    this.#flights.delete(name);
    const seat: Seat = typeof landing === "string" ? ALONE : { kind: "landed", answer: landing };
    for (const board of [...flight.waiting]) board(seat);
  }
}

/** Waits until somebody gives a seat, its time is over or its caller is gone. */
function waitIn(waiting: Flight["waiting"], { waitMs, whenOver }: Boarding): Promise<Seat> {
  return new Promise((resolve) => {
    let forget = (): void => {};
    const board = (seat: Seat): void => {
      waiting.delete(board);
      clearTimeout(timer);
      forget();
      resolve(seat);
    };
    const timer = setTimeout(() => board(ALONE), waitMs);
    waiting.add(board);
    forget = whenOver(() => board(ALONE));
    // Whoever was gone before has been let go already, and had nothing to forget then.
    if (!waiting.has(board)) forget();
  });
}
