import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileInput, FilePen, FilePlus2, GitBranchPlus, LayoutTemplate, type LucideIcon, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { apiQuery } from "../../../api/query.ts";
import { newVersionOf, readUnsaved } from "../../../api/unsaved.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { ErrorState } from "../../../ui/states.tsx";

export interface StartChoiceProps {
  readonly organizationId: string;
  readonly projectId: string;
}

/** What a new version can begin with. */
export function StartChoice({ organizationId, projectId }: StartChoiceProps) {
  const path = { id: projectId };
  const templates = useQuery(apiQuery("getProjectsByIdConfigsTemplates", { path }));
  const newest = useQuery(apiQuery("getProjectsByIdConfigs", { path, query: { limit: 1 } })).data?.configs[0];
  const served = useQuery(apiQuery("getProjectsByIdConfigs", { path, query: { state: "SERVED", limit: 1 } })).data
    ?.configs[0];
  const hasKept = readUnsaved(newVersionOf(projectId)) !== null;
  const base = { organizationId, projectId };
  return (
    <div className="grid gap-6">
      <Group title="Begin with">
        {hasKept && (
          <Choice
            {...base}
            from="kept"
            icon={FilePen}
            title="What you were writing"
            text="A new version that you did not save is kept in this tab."
          />
        )}
        {served && (
          <Choice
            {...base}
            from={served.id}
            icon={GitBranchPlus}
            title={`What is served: version ${served.version}`}
            text="Change what is live; it stays live until the new version is served."
          />
        )}
        {newest && newest.id !== served?.id && (
          <Choice
            {...base}
            from={newest.id}
            icon={GitBranchPlus}
            title={`The newest: version ${newest.version}`}
            text={newest.message ?? "The text that was written last."}
          />
        )}
        <Choice
          {...base}
          from="description"
          icon={Sparkles}
          title="A description"
          text="Say what you need; a model writes it, and it is checked before you see it."
        />
        <Choice
          {...base}
          from="import"
          icon={FileInput}
          title="A file of LiteLLM or Portkey"
          text="With a report of what could not be carried over."
        />
        <Choice
          {...base}
          from="empty"
          icon={FilePlus2}
          title="An empty text"
          text="The editor offers what may stand where you are."
        />
      </Group>
      <Group title="Or with a template">
        {templates.error && templates.data === undefined ? (
          <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
        ) : templates.data === undefined ? (
          <Skeleton className="h-20" />
        ) : (
          templates.data.templates.map(({ id, title, description }) => (
            <Choice key={id} {...base} from={id} icon={LayoutTemplate} title={title} text={description} />
          ))
        )}
      </Group>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid gap-2.5">
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">{children}</div>
    </section>
  );
}

interface ChoiceProps extends StartChoiceProps {
  readonly from: string;
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
}

function Choice({ organizationId, projectId, from, icon: Icon, title, text }: ChoiceProps) {
  return (
    <Link
      to="/$organizationId/configurations/$projectId/new"
      params={{ organizationId, projectId }}
      search={{ from }}
      className="flex items-start gap-3 rounded-lg border border-line bg-surface p-3.5 hover:border-line-strong hover:bg-hover"
    >
      <Icon className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
      <span className="min-w-0">
        <span className="block text-base font-medium">{title}</span>
        <span className="block text-sm text-muted">{text}</span>
      </span>
    </Link>
  );
}
