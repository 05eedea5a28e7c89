import { useState } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { ChatRequest } from "./build-request.ts";
import { exportCode, LANGUAGE_WORDS, LANGUAGES, type Language } from "./export-code.ts";
import { LaneChoice } from "./lane-choice.tsx";
import type { Lane } from "./workspace.ts";

export interface CodeDialogProps {
  readonly lanes: readonly Lane[];
  readonly lane: Lane;
  onLane(lane: Lane): void;
  readonly request: ChatRequest;
  onClose(): void;
}

/** The request as code. The page's own key is not in it: it ends within the hour. */
export function CodeDialog({ lanes, lane, onLane, request, onClose }: CodeDialogProps) {
  const [language, setLanguage] = useState<Language>("curl");
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="This request as code"
      description="It reads a key of yours from LLM_GATEWAY_API_KEY."
    >
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented<Language>
            label="Language"
            value={language}
            onChange={setLanguage}
            options={LANGUAGE_WORDS.map((value) => ({ value, label: LANGUAGES[value] }))}
          />
          <LaneChoice lanes={lanes} lane={lane} onLane={onLane} />
        </div>
        <CodeBlock text={exportCode(language, request, location.origin)} what={`${LANGUAGES[language]} code`} />
      </div>
    </Dialog>
  );
}
