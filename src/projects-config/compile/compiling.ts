import type { ServedFrom } from "../../gateway/routes/served-route.ts";
import type { Wiring } from "../../gateway/snapshot/connect.ts";
import type { Provider } from "../../providers/provider.ts";
import type { ConfigPath } from "../config-error.ts";

/** Notes what is wrong, with the way to it from where it is looked at. */
export type Note = (path: ConfigPath, message: string) => undefined;

/** What a configuration is compiled with. */
export interface Compiling {
  readonly from: ServedFrom;
  /** That of tenants: guarded against private addresses, and without the machine's own identity. */
  readonly wiring: Wiring;
  /** A built-in provider; undefined for those that organizations define. */
  readonly providerOf: (id: string) => Provider | undefined;
  /** Text of a file below the directory of prompts. */
  readonly promptOf: (name: string) => string | undefined;
  readonly note: Note;
}

/** The same for a part of the text. */
export function within<T extends Pick<Compiling, "note">>(compiling: T, ...way: ConfigPath): T {
  return { ...compiling, note: (path: ConfigPath, message: string) => compiling.note([...way, ...path], message) };
}
