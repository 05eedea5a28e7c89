import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ProjectConfig } from "../../../src/client/api.ts";
import { messageOf } from "../../api/error.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { STATES } from "./states.tsx";
import type { Saving } from "./use-save-draft.ts";
import type { Draft } from "./use-unsaved.ts";

export interface DraftNoticesProps {
  readonly config: ProjectConfig;
  readonly draft: Draft;
  readonly saving: Saving;
}

/** What the writer of a text must know before anything else. */
export function DraftNotices({ config, draft, saving }: DraftNoticesProps) {
  const { state, version, organizationId, projectId, id } = config;
  const isDraft = state === "DRAFT";
  const discard = <Button onClick={draft.discard}>Discard mine</Button>;
  const saveAsNew = (
    <Button pending={saving.isPending} onClick={saving.saveAsNew}>
      Save mine as a new version
    </Button>
  );
  return (
    <>
      {saving.error && <Notice tone="bad">Not saved. {messageOf(saving.error)}</Notice>}
      {draft.isDirty && !isDraft ? (
        <Notice tone="warn">
          Version {version} is {STATES[state].label.toLowerCase()} now, and read-only. What you wrote is still here.
          <Choices>
            {saveAsNew}
            {discard}
          </Choices>
        </Notice>
      ) : saving.isBehind ? (
        <Notice tone="warn">
          Somebody changed version {version} after you began. Nothing of yours was saved, and nothing is lost.
          <Choices>
            {saveAsNew}
            <Button pending={saving.isPending} onClick={saving.overwrite}>
              Save mine over it
            </Button>
            {discard}
          </Choices>
        </Notice>
      ) : draft.wasKept ? (
        <Notice>
          Changes that you had not saved were kept in this tab.
          <Choices>
            <Button onClick={draft.discard}>Discard them</Button>
          </Choices>
        </Notice>
      ) : (
        !isDraft && (
          <Notice>
            {STATES[state].help}{" "}
            <Link
              to="/$organizationId/configurations/$projectId/new"
              params={{ organizationId, projectId }}
              search={{ from: id }}
              className="underline underline-offset-2"
            >
              Make a new version of it
            </Link>
          </Notice>
        )
      )}
    </>
  );
}

function Choices({ children }: { readonly children: ReactNode }) {
  return <div className="mt-2 flex flex-wrap gap-2 text-text">{children}</div>;
}
