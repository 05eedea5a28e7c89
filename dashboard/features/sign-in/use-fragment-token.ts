import { useState } from "react";

/** The token behind `#token=` of a mail's link: a part of the address that browsers send to nobody. Null without one. */
export function useFragmentToken(): string | null {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token"));
  return token;
}
