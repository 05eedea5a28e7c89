import { Plus, X } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { ModelPicker } from "../models/model-picker.tsx";
import { LANES_MAX } from "./search.ts";
import { columnsOf } from "./turn-view.tsx";
import type { Lane } from "./workspace.ts";

export interface LaneBarProps {
  readonly lanes: readonly Lane[];
  readonly projectId: string;
  onModels(models: readonly string[]): void;
  onRemove(laneId: string): void;
}

/** The models that are asked, up to four beside one another. */
export function LaneBar({ lanes, projectId, onModels, onRemove }: LaneBarProps) {
  const models = lanes.map(({ model }) => model);
  return (
    <div className="flex items-start gap-2">
      <div className="grid min-w-0 flex-1 gap-2 md:grid-cols-(--lanes) md:gap-3" style={columnsOf(lanes.length)}>
        {lanes.map((lane, index) => (
          <div key={lane.id} className="flex min-w-0 items-center gap-1">
            <div className="min-w-0 flex-1">
              <ModelPicker
                label={lanes.length === 1 ? "Model" : `Model ${index + 1}`}
                value={lane.model}
                projectId={projectId}
                onChange={(model) => onModels(models.with(index, model))}
              />
            </div>
            {lanes.length > 1 && (
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Remove model ${index + 1}, ${lane.model}`}
                onClick={() => onRemove(lane.id)}
              >
                <X aria-hidden />
              </Button>
            )}
          </div>
        ))}
      </div>
      {lanes.length < LANES_MAX && (
        <Button size="md" onClick={() => onModels([...models, models.at(-1) ?? "auto"])}>
          <Plus aria-hidden />
          Compare
        </Button>
      )}
    </div>
  );
}
