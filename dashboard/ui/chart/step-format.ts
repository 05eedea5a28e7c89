const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** How the beginning of a step is written on an axis: the time of day for short steps, else the day. */
export function stepFormat(grain: string | undefined): (timestamp: string) => string {
  const format = grain === "minute" || grain === "hour" ? MINUTES : DAYS;
  return (timestamp) => format.format(new Date(timestamp));
}
