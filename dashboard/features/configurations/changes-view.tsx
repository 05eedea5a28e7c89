import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { ProjectConfig, ProjectConfigSummary } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { ChangeList } from "./change-list.tsx";
import { STATES } from "./states.tsx";

const TextDiff = lazy(async () => ({ default: (await import("./editor/text-diff.tsx")).TextDiff }));

export interface ChangesViewProps {
  readonly config: ProjectConfig;
  /** The text as it is being written. */
  readonly yaml: string;
  /** The project's other versions, newest first. */
  readonly others: readonly ProjectConfigSummary[];
  /** From the address; what is served, or was before, when absent. */
  readonly against: string | undefined;
  onAgainst(id: string): void;
}

/** What a version means that another one does not, and both of their texts in one. */
export function ChangesView({ config, yaml, others, against, onAgainst }: ChangesViewProps) {
  const usual =
    others.find(({ state }) => state === "SERVED") ?? others.find(({ version }) => version < config.version);
  const other = others.find(({ id }) => id === against) ?? usual;
  if (other === undefined)
    return <p className="text-muted">There is no other version of this project to compare it with.</p>;
  return (
    <div className="grid min-w-0 gap-5">
      <Field label="Compared with" className="max-w-sm">
        <Select value={other.id} onChange={(event) => onAgainst(event.target.value)}>
          {others.map(({ id, version, state }) => (
            <option key={id} value={id}>
              Version {version} ({STATES[state].label.toLowerCase()})
            </option>
          ))}
        </Select>
      </Field>
      {yaml !== config.yaml && (
        <Notice>The list is of the text as it is saved; the comparison below has what you have not saved, too.</Notice>
      )}
      <Meaning config={config} other={other} />
      <Texts config={config} yaml={yaml} other={other} />
    </div>
  );
}

interface PartProps {
  readonly config: ProjectConfig;
  readonly other: ProjectConfigSummary;
}

function Meaning({ config, other }: PartProps) {
  const { data, error, refetch } = useQuery(
    apiQuery("postConfigsByIdDiff", { path: { id: config.id }, body: { against: other.id } }),
  );
  return (
    <Card title={`What is different in version ${config.version}`}>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-16" />
      ) : data.diff.changes.length > 0 ? (
        <ChangeList changes={data.diff.changes} />
      ) : (
        <p className="text-sm text-muted">
          {data.diff.sameText
            ? "The two texts are the same."
            : "The two mean the same; only comments, order or style differ."}
        </p>
      )}
    </Card>
  );
}

function Texts({ config, yaml, other }: PartProps & { readonly yaml: string }) {
  const { data, error, refetch } = useQuery(apiQuery("getConfigsById", { path: { id: other.id } }));
  return (
    <Card title={`Text: version ${other.version} → ${config.version}`} flush>
      {error && data === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="m-4 h-40" />
      ) : data.config.yaml === yaml ? (
        <p className="p-4 text-sm text-muted">Not a letter is different.</p>
      ) : (
        <Suspense fallback={<Skeleton className="m-4 h-40" />}>
          <TextDiff
            label={`Version ${config.version} compared with version ${other.version}`}
            before={data.config.yaml}
            after={yaml}
          />
        </Suspense>
      )}
    </Card>
  );
}
