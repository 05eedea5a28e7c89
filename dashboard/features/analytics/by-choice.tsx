import { Select } from "../../ui/field.tsx";
import { DIMENSION_WORDS, DIMENSIONS, type Dimension } from "./dimensions.ts";
import { canSplit, type Narrowing } from "./narrowing.ts";

export interface ByChoiceProps {
  readonly by: Dimension;
  readonly narrowing: Narrowing;
  onChange(by: Dimension): void;
}

/** What requests are told apart by; only what goes with the page's filters. */
export function ByChoice({ by, narrowing, onChange }: ByChoiceProps) {
  return (
    <Select aria-label="Break down by" fit value={by} onChange={(event) => onChange(event.target.value as Dimension)}>
      {DIMENSIONS.filter((each) => canSplit(narrowing, each)).map((each) => (
        <option key={each} value={each}>
          {DIMENSION_WORDS[each].split}
        </option>
      ))}
    </Select>
  );
}
