import { getRouteApi } from "@tanstack/react-router";
import { Code, MessageSquarePlus, Route, SlidersHorizontal } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import type { Project } from "../../../src/client/api.ts";
import { useMe } from "../../api/identity.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOwnKey } from "../api-keys/own-key.ts";
import { Composer } from "./composer.tsx";
import { LaneBar } from "./lane-bar.tsx";
import { type Preview, RequestDialogs } from "./request-dialogs.tsx";
import { SettingsPanel } from "./settings-panel.tsx";
import { Transcript } from "./transcript.tsx";
import { useReplay } from "./use-replay.ts";
import { useWorkspace, workspaceOf } from "./use-workspace.ts";

const route = getRouteApi("/signed-in/$organizationId/playground");
/** More models beside one another need the settings' room. */
const LANES_BESIDE_SETTINGS = 2;

export interface BenchProps {
  readonly projects: readonly Project[];
  readonly projectId: string;
}

/** The conversation, the models beside one another, and how they are asked. */
export function Bench({ projects, projectId }: BenchProps) {
  const { organizationId } = route.useParams();
  const { model: asked, request: requestId } = route.useSearch();
  const navigate = route.useNavigate();
  const { user } = useMe();
  const workspace = workspaceOf(user.id, organizationId);
  const { lanes, turns, bad } = useWorkspace(workspace);
  const ownKey = useOwnKey(projectId);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [showsSettings, setShowsSettings] = useState(false);
  const isRunning = turns.some(({ steps }) => Object.values(steps).some((all) => all.at(-1)?.status === "running"));
  const isBeside = lanes.length <= LANES_BESIDE_SETTINGS;

  const setModels = useCallback(
    (model: readonly string[]) => {
      workspace.setModels(model);
      void navigate({ search: (now) => ({ ...now, model: [...model], request: undefined }), replace: true });
    },
    [workspace, navigate],
  );
  const setModel = useCallback((model: string) => setModels([model]), [setModels]);
  const replay = useReplay(workspace, requestId, setModel);
  const address = asked?.join("\n");
  useEffect(() => {
    if (address === undefined) return;
    workspace.setModels(address.split("\n"));
  }, [workspace, address]);

  const startAnew = (): void => {
    const before = workspace.state();
    workspace.begin(before.settings);
    toast("The conversation is gone.", { label: "Undo", run: () => workspace.restore(before) });
  };
  const panel = (
    <SettingsPanel
      workspace={workspace}
      projects={projects}
      projectId={projectId}
      onProject={(project) => void navigate({ search: (now) => ({ ...now, project }), replace: true })}
    />
  );
  return (
    <Page
      title="Playground"
      description="Requests go through the gateway like any other: limited, billed and logged."
      actions={
        <>
          {turns.length > 0 && (
            <Button onClick={startAnew}>
              <MessageSquarePlus aria-hidden />
              New
            </Button>
          )}
          <Button className={isBeside ? "xl:hidden" : ""} onClick={() => setShowsSettings(true)}>
            <SlidersHorizontal aria-hidden />
            Settings
          </Button>
        </>
      }
    >
      <div className={isBeside ? "grid gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]" : "grid"}>
        <div className="flex min-w-0 flex-col gap-4 min-h-[calc(100dvh-13.5rem)] md:min-h-[calc(100dvh-10.5rem)]">
          <LaneBar
            lanes={lanes}
            projectId={projectId}
            onModels={setModels}
            onRemove={(id) => {
              workspace.removeLane(id);
              setModels(workspace.state().lanes.map(({ model }) => model));
            }}
          />
          {replay.error !== null && <Notice tone="warn">This request cannot be loaded: {replay.error}</Notice>}
          {replay.notes.length > 0 && <Notice tone="warn">{[...new Set(replay.notes)].join(" ")}</Notice>}
          <Transcript workspace={workspace} lanes={lanes} turns={turns} ownKey={ownKey} isLoading={replay.isLoading} />
          <div className="sticky bottom-0 z-20 -mb-16 grid gap-2 bg-bg pt-1 pb-4">
            {bad !== null && (
              <Notice tone="bad">
                {NAMES[bad.field] ?? bad.field}: {bad.message}
              </Notice>
            )}
            <Composer
              isRunning={isRunning}
              onSend={(said) => workspace.send(said, ownKey)}
              onStop={() => workspace.stop()}
              actions={(said) => (
                <>
                  <Button variant="quiet" onClick={() => setPreview({ kind: "route", said })}>
                    <Route aria-hidden />
                    Dry run
                  </Button>
                  <Button variant="quiet" onClick={() => setPreview({ kind: "code", said })}>
                    <Code aria-hidden />
                    Code
                  </Button>
                </>
              )}
            />
          </div>
        </div>
        {isBeside && !showsSettings && (
          <div className="sticky top-7 max-h-[calc(100dvh-10.5rem)] self-start overflow-y-auto max-xl:hidden">
            {panel}
          </div>
        )}
      </div>
      {showsSettings && (
        <Dialog open onClose={() => setShowsSettings(false)} title="Settings">
          {panel}
        </Dialog>
      )}
      {preview && (
        <RequestDialogs workspace={workspace} preview={preview} ownKey={ownKey} onClose={() => setPreview(null)} />
      )}
    </Page>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  temperature: "Temperature",
  maxTokens: "Most tokens",
  schema: "JSON schema",
  tools: "Tools",
  maxLatencyMs: "Longest wait",
  minQuality: "Least score",
  extra: "Other members",
};
