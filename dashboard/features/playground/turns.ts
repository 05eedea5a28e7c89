import { type Step, stepsOf, type Turn } from "./conversation.ts";

type Steps = readonly Step[];

/** The turns with other steps in one lane of one of them. */
export function withSteps(
  turns: readonly Turn[],
  turnId: number,
  lane: string,
  change: (steps: Steps) => Steps,
): readonly Turn[] {
  return turns.map((turn) =>
    turn.id === turnId ? { ...turn, steps: { ...turn.steps, [lane]: change(stepsOf(turn, lane)) } } : turn,
  );
}

/** The turns with one step changed, wherever it is; as they are when it is gone. Other turns stay the same objects. */
export function withStep(turns: readonly Turn[], stepId: number, change: Partial<Step>): readonly Turn[] {
  return turns.map((turn) => {
    const lane = Object.entries(turn.steps).find(([, steps]) => steps.some(({ id }) => id === stepId));
    if (lane === undefined) return turn;
    const [laneId, steps] = lane;
    const changed = steps.map((step) => (step.id === stepId ? { ...step, ...change } : step));
    return { ...turn, steps: { ...turn.steps, [laneId]: changed } };
  });
}

/** A turn that nothing runs in: what ran was stopped when its conversation went. */
export function withoutRunning(turn: Turn): Turn {
  const ended = (step: Step): Step => (step.status === "running" ? { ...step, status: "stopped" } : step);
  return { ...turn, steps: Object.fromEntries(Object.entries(turn.steps).map(([id, all]) => [id, all.map(ended)])) };
}
