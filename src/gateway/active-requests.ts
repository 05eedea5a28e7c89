import { fail, type GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "./exchange.ts";

/** A key, a project or an organization that may not call any longer. */
export interface Ended {
  readonly of: "key" | "project" | "organization";
  readonly id: string;
  readonly status: "archived" | "deleted";
}

/** The requests that are running: when what they belong to ends, they end in the caller's wire. */
export class ActiveRequests {
  readonly #running = new Set<Exchange>();

  get count(): number {
    return this.#running.size;
  }

  add(exchange: Exchange): void {
    this.#running.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#running.delete(exchange);
  }

  /** Ends all that belong to it; gives how many. */
  end(ended: Ended): number {
    const error = errorOf(ended);
    let count = 0;
    for (const exchange of this.#running) {
      if (!belongs(exchange, ended)) continue;
      exchange.endWith(error);
      count += 1;
    }
    return count;
  }
}

function belongs({ caller }: Exchange, { of, id }: Ended): boolean {
  if (caller === undefined) return false;
  if (of === "key") return caller.keyId === id;
  return (of === "project" ? caller.projectId : caller.organizationId) === id;
}

function errorOf({ of, status }: Ended): GatewayError {
  if (status === "archived") return fail("project_archived");
  const what = of === "key" ? "API key" : of;
  return fail("invalid_api_key", { message: `The ${what} was deleted while this request ran.` });
}
