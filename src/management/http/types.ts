import type { Membership, Principal } from "../auth/principal.ts";

/** What the server hands in beside the request. */
export interface Bindings {
  readonly clientIp: string | null;
}

/** What the middleware hands to routes. */
export interface Variables {
  requestId: string;
  principal: Principal;
  /** The caller's memberships that satisfy the route's role. */
  allowed: readonly Membership[];
}

/** Type parameter of every app and middleware of the management API. */
export interface ManagementEnv {
  Bindings: Bindings;
  Variables: Variables;
}
