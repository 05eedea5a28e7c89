import { type Guard, sameSet } from "./guard.ts";

/** The same months, days, seasons and parts of the day. Numbers of dates and times are the numbers guard's. */
export const dates: Guard = { name: "dates", conflicts: (a, b) => !sameSet(a.dates, b.dates) };
