import { CircleAlert, CircleCheck, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ProjectConfigProblem } from "../../../src/client/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import type { Problems } from "./editor/problem-marks.ts";
import { MissingSecrets } from "./missing-secrets.tsx";
import type { Validation } from "./use-validation.ts";

export interface ProblemListProps {
  readonly projectId: string;
  readonly validation: Validation;
  readonly problems: Problems;
  onGoTo(problem: ProjectConfigProblem): void;
  /** Absent where the text is only read. */
  readonly onMend?: ((problem: ProjectConfigProblem) => void) | undefined;
}

/** What is wrong with the text; each leads to its place. */
export function ProblemList({ projectId, validation, problems, onGoTo, onMend }: ProblemListProps) {
  const { found, isChecking, error } = validation;
  const { errors, warnings } = problems;
  const row = (kind: "error" | "warning") => (problem: ProjectConfigProblem, index: number) => (
    <Row key={`${kind} ${index}`} kind={kind} problem={problem} onGoTo={onGoTo} onMend={onMend} />
  );
  return (
    <Card title="Problems" flush actions={<Summary validation={validation} problems={problems} />}>
      <div aria-busy={isChecking}>
        {error && found === undefined ? (
          <p className="px-4 py-3 text-sm text-bad">{error.message}</p>
        ) : found !== undefined && errors.length + warnings.length === 0 ? (
          <p className="px-4 py-3 text-sm text-muted">Nothing is wrong with this text.</p>
        ) : (
          <>
            {found !== undefined && found.missingSecrets.length > 0 && (
              <div className="p-3 pb-1">
                <MissingSecrets projectId={projectId} names={found.missingSecrets} />
              </div>
            )}
            <ul aria-label="Problems" className="max-h-96 overflow-y-auto py-1">
              {errors.map(row("error"))}
              {warnings.map(row("warning"))}
            </ul>
          </>
        )}
      </div>
    </Card>
  );
}

function Summary({ validation: { found, isChecking }, problems }: Pick<ProblemListProps, "validation" | "problems">) {
  const { errors, warnings } = problems;
  const counted = [plural(errors.length, "error"), plural(warnings.length, "warning")].filter((text) => text !== "");
  const text = found === undefined ? "Checking" : counted.length === 0 ? "Valid" : counted.join(", ");
  return (
    <span role="status" className="flex items-center gap-1.5 text-sm text-muted [&_svg]:size-4">
      {isChecking ? (
        <LoaderCircle className="animate-spin" aria-hidden />
      ) : errors.length > 0 ? (
        <CircleAlert className="text-bad" aria-hidden />
      ) : warnings.length > 0 ? (
        <TriangleAlert className="text-warn" aria-hidden />
      ) : (
        <CircleCheck className="text-good" aria-hidden />
      )}
      {text}
    </span>
  );
}

function plural(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

interface RowProps extends Pick<ProblemListProps, "onGoTo" | "onMend"> {
  readonly kind: "error" | "warning";
  readonly problem: ProjectConfigProblem;
}

function Row({ kind, problem, onGoTo, onMend }: RowProps) {
  const { line, column, path, message, suggestion } = problem;
  const Icon = kind === "error" ? CircleAlert : TriangleAlert;
  return (
    <li className="flex items-start gap-2 pr-3 hover:bg-hover">
      <button
        type="button"
        onClick={() => onGoTo(problem)}
        className="flex min-w-0 flex-1 items-start gap-2.5 py-1.5 pl-4 text-left text-sm max-md:py-2.5"
      >
        <Icon
          className={`mt-0.5 size-4 shrink-0 ${kind === "error" ? "text-bad" : "text-warn"}`}
          aria-label={kind === "error" ? "Error" : "Warning"}
        />
        <span className="min-w-0 flex-1 break-words">
          {sentenceOf(message)}
          {suggestion !== undefined && ` Did you mean “${suggestion}”?`}
          <span className="nums block font-mono text-xs break-all text-muted">
            {line}:{column}
            {path !== "" && ` ${path}`}
          </span>
        </span>
      </button>
      {suggestion !== undefined && onMend && (
        <Button className="mt-1" onClick={() => onMend(problem)}>
          Use it<span className="sr-only">: {suggestion}</span>
        </Button>
      )}
    </li>
  );
}

/** Messages are written to follow a path. */
function sentenceOf(message: string): string {
  const begun = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
