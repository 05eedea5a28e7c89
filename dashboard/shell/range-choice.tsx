import { Select } from "../ui/field.tsx";
import { RANGE_WORDS, RANGES, type Range } from "./ranges.ts";

export interface RangeChoiceProps {
  readonly range: Range;
  onChange(range: Range): void;
}

/** The range of time that a page is about. */
export function RangeChoice({ range, onChange }: RangeChoiceProps) {
  return (
    <Select aria-label="Range of time" fit value={range} onChange={(event) => onChange(event.target.value as Range)}>
      {RANGE_WORDS.map((word) => (
        <option key={word} value={word}>
          {RANGES[word].label}
        </option>
      ))}
    </Select>
  );
}
