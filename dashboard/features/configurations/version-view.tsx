import { getRouteApi, Link } from "@tanstack/react-router";
import type { Project, ProjectConfig, ProjectConfigSummary } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { textLink } from "../../ui/link.ts";
import { Page } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/values.tsx";
import { Actor } from "./actor.tsx";
import { CallView } from "./call-view.tsx";
import { ChangesView } from "./changes-view.tsx";
import { DraftNotices } from "./draft-notices.tsx";
import { HistoryView } from "./history-view.tsx";
import { useLeaveWarning } from "./leave-warning.ts";
import { Lifecycle } from "./lifecycle.tsx";
import { SaveBar } from "./save-bar.tsx";
import { ShadowPanel } from "./shadow-panel.tsx";
import { ShadowBadge, StateBadge } from "./states.tsx";
import { useSaveDraft } from "./use-save-draft.ts";
import { useUnsaved } from "./use-unsaved.ts";
import { ViewLinks } from "./view-links.tsx";
import { Workbench } from "./workbench.tsx";

const route = getRouteApi("/signed-in/$organizationId/configurations/$projectId/$configId");

export interface VersionViewProps {
  readonly organizationId: string;
  readonly project: Project;
  readonly config: ProjectConfig;
  /** The project's newest versions, this one included. */
  readonly versions: readonly ProjectConfigSummary[];
  readonly served: ProjectConfigSummary | null;
}

/** One version, when all that the page needs of it is there. */
export function VersionView({ organizationId, project, config, versions, served }: VersionViewProps) {
  const { view, against } = route.useSearch();
  const navigate = route.useNavigate();
  const { id, version, state, updatedAt, message } = config;
  const draft = useUnsaved(id, { yaml: config.yaml, message: message ?? "", basedOn: updatedAt });
  const saving = useSaveDraft(config, draft);
  useLeaveWarning(draft.isDirty);
  const isDraft = state === "DRAFT";
  const known = served === null || versions.some((each) => each.id === served.id) ? versions : [...versions, served];
  const others = known.filter((each) => each.id !== id);
  return (
    <Page
      title={`Version ${version}`}
      back={
        <Link
          to="/$organizationId/configurations/$projectId"
          params={{ organizationId, projectId: project.id }}
          className={textLink}
        >
          Configurations of {project.name}
        </Link>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StateBadge state={state} />
          {config.shadowPercent !== null && <ShadowBadge percent={config.shadowPercent} />}
          <span className="min-w-0 break-words">{message ?? "No reason given"}</span>
        </span>
      }
      actions={
        <Lifecycle
          organizationId={organizationId}
          project={project}
          config={config}
          served={served}
          isDirty={draft.isDirty}
          onDeleted={draft.discard}
        />
      }
    >
      <ViewLinks organizationId={organizationId} projectId={project.id} configId={id} />
      {/* Stays while others are looked at: with it would go what can be undone. */}
      <div hidden={view !== undefined}>
        <Workbench
          projectId={project.id}
          label={`Text of version ${version}`}
          yaml={draft.yaml}
          readOnly={!isDraft && !draft.isDirty}
          onChange={(yaml) => draft.change({ yaml })}
          onSave={isDraft ? saving.save : undefined}
          notices={<DraftNotices config={config} draft={draft} saving={saving} />}
          actions={
            isDraft && <SaveBar draft={draft} isPending={saving.isPending} label="Save draft" onSave={saving.save} />
          }
          aside={
            <>
              <ShadowPanel config={config} served={served} />
              <About config={config} />
            </>
          }
        />
      </div>
      {view === "changes" && (
        <ChangesView
          config={config}
          yaml={draft.yaml}
          others={others}
          against={against}
          onAgainst={(next) => void navigate({ search: (now) => ({ ...now, against: next }), replace: true })}
        />
      )}
      {view === "call" && <CallView organizationId={organizationId} project={project} config={config} />}
      {view === "history" && <HistoryView configId={id} />}
    </Page>
  );
}

function About({ config }: { readonly config: ProjectConfig }) {
  const { createdBy, createdAt, approvedBy, approvedAt, servedBy, servedAt } = config;
  const deeds = [
    { name: "Created", actor: createdBy, at: createdAt },
    { name: "Approved", actor: approvedBy, at: approvedAt },
    { name: "Last served", actor: servedBy, at: servedAt },
  ];
  return (
    <Card title="Who and when">
      <Facts>
        {deeds.map(({ name, actor, at }) => (
          <Fact key={name} name={name}>
            {actor === null || at === null ? (
              <span className="text-muted">not yet</span>
            ) : (
              <>
                <RelativeTime at={at} /> by <Actor actor={actor} />
              </>
            )}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}
