import { ArrowUp } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { count } from "../../ui/format.ts";

export interface WaitingRowsProps {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  onShow(): void;
}

/** Says that there is something new above what one reads, and leads there. */
export function WaitingRows({ count: number, isMore, onShow }: WaitingRowsProps) {
  return (
    <div role="status" className="pointer-events-none sticky top-3 z-20 flex h-0 justify-center max-md:top-15">
      {number > 0 && (
        <Button variant="primary" className="pointer-events-auto shadow-pop" onClick={onShow}>
          <ArrowUp aria-hidden />
          {isMore ? "More than " : ""}
          {count(number)} new {number === 1 ? "request" : "requests"}
        </Button>
      )}
    </div>
  );
}
