import { Select } from "../../ui/field.tsx";
import type { Lane } from "./workspace.ts";

export interface LaneChoiceProps {
  readonly lanes: readonly Lane[];
  readonly lane: Lane;
  onLane(lane: Lane): void;
}

/** Which model a dialog is about; nothing where there is but one. */
export function LaneChoice({ lanes, lane, onLane }: LaneChoiceProps) {
  if (lanes.length < 2) return null;
  return (
    <Select
      aria-label="Model"
      value={lane.id}
      onChange={(event) => onLane(lanes.find(({ id }) => id === event.target.value) ?? lane)}
    >
      {lanes.map(({ id, model }, index) => (
        <option key={id} value={id}>
          {index + 1}. {model}
        </option>
      ))}
    </Select>
  );
}
