import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { type Rejection, sentenceOf } from "./rejection.ts";

/** The error for who asks for what is not allowed; names the rule or the preference that stands in the way. */
export function forbidden(rejected: readonly Rejection[], param = "model"): GatewayError {
  const [first] = rejected as readonly [Rejection, ...Rejection[]];
  const others = rejected.length > 1 ? ` The same or similar holds for ${rejected.length - 1} more.` : "";
  return fail("permission_denied", {
    param,
    message: `'${first.label.slice(0, 200)}' may not be called. ${sentenceOf(first)}${others}`,
  });
}
