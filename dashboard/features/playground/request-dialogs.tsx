import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { OwnKey } from "../api-keys/own-key.ts";
import { BadSetting, type ChatRequest } from "./build-request.ts";
import { CodeDialog } from "./code-dialog.tsx";
import type { Said } from "./conversation.ts";
import { DryRunDialog } from "./dry-run-dialog.tsx";
import { useWorkspace } from "./use-workspace.ts";
import type { Lane, Workspace } from "./workspace.ts";

/** What is looked at before it is sent. */
export interface Preview {
  readonly kind: "route" | "code";
  /** What is typed and not sent. */
  readonly said: Said;
}

export interface RequestDialogsProps {
  readonly workspace: Workspace;
  readonly preview: Preview;
  readonly ownKey: OwnKey;
  onClose(): void;
}

const EXAMPLE: Said = { text: "Hello!", images: [], others: [] };

/** The next request of one lane: as code, or what would be done with it. */
export function RequestDialogs({ workspace, preview, ownKey, onClose }: RequestDialogsProps) {
  const { lanes } = useWorkspace(workspace);
  const [chosen, setChosen] = useState<Lane | null>(null);
  const lane = lanes.find(({ id }) => id === chosen?.id) ?? lanes[0];
  if (lane === undefined) return null;
  const request = requestOf(workspace, lane, preview.said);
  if (request instanceof BadSetting)
    return (
      <Dialog open onClose={onClose} title="A setting is wrong">
        <Notice tone="bad">{request.message}</Notice>
      </Dialog>
    );
  const props = { lanes, lane, onLane: setChosen, request, onClose };
  return preview.kind === "code" ? <CodeDialog {...props} /> : <DryRunDialog {...props} ownKey={ownKey} />;
}

/** With what is typed; without it, the last question again, or an example. */
function requestOf(workspace: Workspace, lane: Lane, said: Said): ChatRequest | BadSetting {
  const { turns } = workspace.state();
  const isTyped = said.text.trim() !== "" || said.images.length > 0;
  const last = turns.at(-1);
  const next = isTyped || last === undefined ? [...turns, { ...(isTyped ? said : EXAMPLE), id: 0, steps: {} }] : turns;
  const asked = isTyped || last === undefined ? next : [...turns.slice(0, -1), { ...last, steps: {} }];
  try {
    return workspace.requestFor(lane, asked, asked.at(-1)?.id ?? 0);
  } catch (error) {
    if (error instanceof BadSetting) return error;
    throw error;
  }
}
