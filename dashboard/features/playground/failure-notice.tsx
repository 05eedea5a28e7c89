import { Notice } from "../../ui/notice.tsx";
import type { Tone } from "../../ui/tone.ts";
import type { Step } from "./conversation.ts";

/** What a person can do about a refusal, by its code; the gateway's own sentence stands beside it. */
const ADVICE: Readonly<Record<string, string>> = {
  insufficient_credits: "Top up the credits, or connect a provider with a key of your own.",
  budget_exceeded: "A budget is spent. It begins anew with its next period, or can be raised.",
  permission_denied: "A rule of the key or the organization forbids it.",
  model_not_found: "Choose another model.",
  provider_key_missing: "Connect its provider, or choose a model that is connected.",
};

function titleOf({ status, failure }: Step): string {
  if (status === "cut") return "Cut: this answer is not complete";
  const code = failure?.status ?? 0;
  return code === 0 ? "No answer" : `${code < 500 ? "Refused" : "Failed"} with ${code}`;
}

const ENDS: Readonly<Record<string, readonly [Tone, string]>> = {
  length: ["warn", "It reached the most tokens that it may have, and is not complete."],
  content_filter: ["warn", "The provider’s content filter ended it. It is not complete."],
};

/** How a request ended, where it is not simply whole: said so that nobody takes a part for all. */
export function FailureNotice({ step }: { readonly step: Step }) {
  const { status, failure, finish, text } = step;
  if (status === "stopped") return <Notice>You stopped it. What stands here is not complete.</Notice>;
  if (failure !== null) {
    const isRefused = failure.status >= 400 && failure.status < 500;
    return (
      <Notice tone={isRefused ? "warn" : "bad"}>
        <p className="font-medium">
          {titleOf(step)} <code className="font-mono text-xs font-normal">{failure.code}</code>
        </p>
        <p>{failure.message}</p>
        {ADVICE[failure.code] && <p>{ADVICE[failure.code]}</p>}
        {failure.retryAfterSeconds !== null && <p>It may be tried again in {failure.retryAfterSeconds} s.</p>}
      </Notice>
    );
  }
  if (status !== "whole") return null;
  const end = ENDS[finish ?? ""];
  if (end !== undefined) return <Notice tone={end[0]}>{end[1]}</Notice>;
  const isEmpty = text === "" && step.calls.length === 0 && step.images.length === 0;
  return isEmpty ? <Notice>The model answered with nothing.</Notice> : null;
}
