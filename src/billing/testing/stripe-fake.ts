import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";

export const WEBHOOK_SECRET = "whsec_of_tests";

/** A call that reached the fake. */
export interface StripeCall {
  readonly path: string;
  /** Fields of the form, by their names in brackets. */
  readonly form: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
}

/** How it answers the next charge. `lost`: it is made, and the connection breaks before the answer. */
export type ChargeMood = "succeeds" | "declines" | "processing" | "lost";

/** Stripe on this machine, as far as top-ups need it. */
export interface StripeFake {
  readonly url: string;
  readonly calls: StripeCall[];
  mood: ChargeMood;
  /** How often money was taken from a kept payment method. */
  readonly charges: number;
  /** Body and headers of an event, signed. */
  event(
    type: string,
    object: object,
    over?: { readonly id?: string; readonly nowMs?: number; readonly secret?: string },
  ): { readonly body: string; readonly headers: Readonly<Record<string, string>> };
  stop(): Promise<void>;
}

/** Over all fakes of a process: a database may outlive one. */
let ids = 0;

function nextId(prefix: string): string {
  ids += 1;
  return `${prefix}_${ids}`;
}

interface Answered {
  readonly status: number;
  readonly body: object;
}

/** Starts it on a free port. The same idempotency key gives the same answer again, as Stripe's does. */
export async function startStripeFake(): Promise<StripeFake> {
  const signer = new Stripe("sk_test_signer");
  const kept = new Map<string, Answered>();
  const calls: StripeCall[] = [];
  const refunded = new Map<string, number>();
  const state = { mood: "succeeds" as ChargeMood, charges: 0 };

  const answer = ({ path, form }: StripeCall): Answered => {
    if (path === "/v1/customers") return { status: 200, body: { id: nextId("cus"), object: "customer" } };
    if (path === "/v1/checkout/sessions") {
      const id = nextId("cs");
      return { status: 200, body: { id, object: "checkout.session", url: `https://pay.example/${id}` } };
    }
    if (path === "/v1/payment_intents") return chargeOf(form);
    if (path === "/v1/refunds") {
      const intent = form["payment_intent"] ?? "";
      const sum = (refunded.get(intent) ?? 0) + Number(form["amount"]);
      refunded.set(intent, sum);
      const charge = { id: "ch_1", object: "charge", amount_refunded: sum };
      return { status: 200, body: { id: nextId("re"), object: "refund", status: "succeeded", charge } };
    }
    return { status: 404, body: { error: { type: "invalid_request_error", message: "no such path" } } };
  };
  const chargeOf = (form: StripeCall["form"]): Answered => {
    if (state.mood === "declines") {
      const error = { type: "card_error", code: "card_declined", message: "Your card was declined." };
      return { status: 402, body: { error } };
    }
    state.charges += 1;
    const body = {
      id: nextId("pi"),
      object: "payment_intent",
      status: state.mood === "processing" ? "processing" : "succeeded",
      amount: Number(form["amount"]),
      amount_received: Number(form["amount"]),
      currency: form["currency"],
      customer: form["customer"],
      payment_method: form["payment_method"],
      metadata: { topUpId: form["metadata[topUpId]"] },
    };
    return { status: 200, body };
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
    const key = request.headers["idempotency-key"] ?? null;
    const call = { path: request.url ?? "", form, idempotencyKey: typeof key === "string" ? key : null };
    calls.push(call);
    const before = call.idempotencyKey === null ? undefined : kept.get(call.idempotencyKey);
    const answered = before ?? answer(call);
    if (call.idempotencyKey !== null) kept.set(call.idempotencyKey, answered);
    if (call.path === "/v1/payment_intents" && state.mood === "lost") {
      request.socket.destroy();
      return;
    }
    response.writeHead(answered.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answered.body));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
    },
    get charges() {
      return state.charges;
    },
    event(type, object, { id = nextId("evt"), nowMs = Date.now(), secret = WEBHOOK_SECRET } = {}) {
      const created = Math.floor(nowMs / 1_000);
      const body = JSON.stringify({ id, object: "event", type, created, data: { object } });
      const header = signer.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: created });
      return { body, headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": header } };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
