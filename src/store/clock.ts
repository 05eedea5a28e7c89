/** The time, handed in so that tests can hold or move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
