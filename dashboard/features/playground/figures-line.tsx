import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { count, duration, money } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import type { Step } from "./conversation.ts";

/** What an answer took and cost, by its receipt, and the way there. */
export function FiguresLine({ step }: { readonly step: Step }) {
  const { organizationId = "" } = useParams({ strict: false });
  const { figures, requestId } = step;
  if (requestId === null) return null;
  const reasoned =
    figures !== null && figures.reasoningTokens > 0 ? `, ${count(figures.reasoningTokens)} reasoning` : "";
  return (
    <div className="grid gap-1 text-xs text-muted">
      {figures && (
        <dl className="nums flex flex-wrap gap-x-3 gap-y-1">
          <Figure name="First token">{duration(figures.firstTokenMs)}</Figure>
          <Figure name="Total">{duration(figures.latencyMs)}</Figure>
          <Figure name="Tokens">
            {count(figures.promptTokens)} in, {count(figures.completionTokens)} out{reasoned}
          </Figure>
          <Figure name="Cost">{money(figures.costUsd)}</Figure>
        </dl>
      )}
      <p className="flex flex-wrap items-center gap-1.5">
        {step.model && <code className="font-mono break-all">{step.model}</code>}
        {figures?.cached && <Badge tone="accent">cached</Badge>}
        {figures?.fallbackUsed && <Badge tone="warn">fallback</Badge>}
        {figures !== null && figures.warnings.length > 0 && (
          <Badge tone="warn" title={figures.warnings.join("\n")}>
            {figures.warnings.length} not expressed
          </Badge>
        )}
        {figures && (
          <Link
            to="/$organizationId/logs/$requestId"
            params={{ organizationId, requestId }}
            className={textLink}
            title={requestId}
          >
            Receipt
          </Link>
        )}
      </p>
    </div>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex gap-1">
      <dt>{name}</dt>
      <dd className="text-text">{children}</dd>
    </div>
  );
}
