import type { OwnKey } from "../api-keys/own-key.ts";
import type { Answer } from "./answer.ts";
import { ask } from "./ask.ts";
import { BadSetting, buildRequest, type ChatRequest } from "./build-request.ts";
import { EMPTY_STEP, messagesFor, type Said, type Step, stepsOf, type Turn } from "./conversation.ts";
import { readFigures } from "./read-figures.ts";
import { LANES_MAX } from "./search.ts";
import { DEFAULTS, type Settings } from "./settings.ts";
import { withoutRunning, withStep, withSteps } from "./turns.ts";

/** A model with its own course of the conversation. */
export interface Lane {
  readonly id: string;
  readonly model: string;
}

export interface WorkspaceState {
  readonly lanes: readonly Lane[];
  readonly settings: Settings;
  readonly turns: readonly Turn[];
  /** What is typed wrong, said when it was tried. */
  readonly bad: BadSetting | null;
}

/** Answers are shown in steps that an eye cannot tell from a flow; each token by itself would be too much work. */
const SHOW_MS = 40;

/** One conversation with its settings. It goes on while other pages are looked at, and is gone with the tab. */
export class Workspace {
  #state: WorkspaceState = { lanes: [{ id: "lane-0", model: "auto" }], settings: DEFAULTS, turns: [], bad: null };
  #lastId = 0;
  readonly #running = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): WorkspaceState => this.#state;

  #set(next: Partial<WorkspaceState>): void {
    this.#state = { ...this.#state, ...next };
    for (const listener of this.#listeners) listener();
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Takes the models of an address; lanes keep their course where only the model changes. */
  setModels(models: readonly string[]): void {
    const wanted = models.slice(0, LANES_MAX);
    const { lanes } = this.#state;
    if (wanted.length === lanes.length && wanted.every((model, index) => lanes[index]?.model === model)) return;
    this.#set({
      lanes: wanted.map((model, index) => ({ id: lanes[index]?.id ?? `lane-${this.#nextId()}`, model })),
    });
  }

  removeLane(id: string): void {
    this.stopLane(id);
    this.#set({ lanes: this.#state.lanes.filter((lane) => lane.id !== id) });
  }

  change(settings: Partial<Settings>): void {
    this.#set({ settings: { ...this.#state.settings, ...settings }, bad: null });
  }

  /** Begins anew: with nothing, or with a conversation that was loaded. */
  begin(settings: Settings, turns: readonly Omit<Turn, "id">[] = []): void {
    this.stop();
    this.#set({ settings, turns: turns.map((turn) => ({ ...turn, id: this.#nextId() })), bad: null });
  }

  /** Takes a conversation back that was ended. */
  restore({ settings, turns }: Pick<WorkspaceState, "settings" | "turns">): void {
    this.stop();
    this.#set({ settings, turns: turns.map(withoutRunning) });
  }

  stopLane(laneId: string): void {
    for (const turn of this.#state.turns) this.#abort(stepsOf(turn, laneId));
  }

  stop(): void {
    for (const run of this.#running.values()) run.abort();
  }

  /** Asks every lane; false when a setting is wrong, and nothing was asked. */
  send(said: Said, key: OwnKey): boolean {
    const turn: Turn = { ...said, id: this.#nextId(), steps: {} };
    return this.#askAll([...this.#state.turns, turn], turn.id, key);
  }

  /** Says something else instead; what came after it goes. */
  edit(turnId: number, said: Said, key: OwnKey): boolean {
    const index = this.#state.turns.findIndex(({ id }) => id === turnId);
    if (index < 0) return false;
    for (const turn of this.#state.turns.slice(index)) this.#abort(Object.values(turn.steps).flat());
    const changed: Turn = { ...said, id: turnId, steps: {} };
    return this.#askAll([...this.#state.turns.slice(0, index), changed], turnId, key);
  }

  /** Asks one lane again what its last answer was to, or for the first time; what tools gave back before stays. */
  retry(laneId: string, turnId: number, key: OwnKey): boolean {
    const turns = withSteps(this.#state.turns, turnId, laneId, (steps) => steps.slice(0, -1));
    return this.#ask(turns, turnId, [laneId], key);
  }

  /** Gives one lane what its tools found. */
  answerCalls(laneId: string, turnId: number, results: Readonly<Record<string, string>>, key: OwnKey): boolean {
    const turns = withSteps(this.#state.turns, turnId, laneId, (steps) =>
      steps.map((step, index) => (index === steps.length - 1 ? { ...step, results } : step)),
    );
    return this.#ask(turns, turnId, [laneId], key);
  }

  /** What a lane would be sent. Throws {@link BadSetting}. */
  requestFor(lane: Lane, turns: readonly Turn[], turnId: number): ChatRequest {
    const { settings } = this.#state;
    return buildRequest(settings, lane.model, messagesFor(turns, lane.id, turnId, settings.system));
  }

  #askAll(turns: readonly Turn[], turnId: number, key: OwnKey): boolean {
    return this.#ask(
      turns,
      turnId,
      this.#state.lanes.map(({ id }) => id),
      key,
    );
  }

  #ask(turns: readonly Turn[], turnId: number, laneIds: readonly string[], key: OwnKey): boolean {
    const lanes = this.#state.lanes.filter(({ id }) => laneIds.includes(id));
    try {
      const asked = lanes.map((lane) => ({ lane, request: this.requestFor(lane, turns, turnId), id: this.#nextId() }));
      const begun = asked.reduce(
        (now, { lane, id }) =>
          withSteps(now, turnId, lane.id, (steps) => [...steps, { ...EMPTY_STEP, id, asked: lane.model }]),
        turns,
      );
      this.#set({ turns: begun, bad: null });
      for (const { request, id } of asked) void this.#run(id, request, key);
      return true;
    } catch (error) {
      if (!(error instanceof BadSetting)) throw error;
      this.#set({ bad: error });
      return false;
    }
  }

  async #run(id: number, request: ChatRequest, key: OwnKey): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    let latest: Answer | null = null;
    const show = (): void => {
      if (latest !== null) this.#change(id, latest);
      latest = null;
    };
    const timer = setInterval(show, SHOW_MS);
    try {
      const secret = await key.get();
      const end = await ask(request, {
        key: secret,
        signal: controller.signal,
        onAnswer: (answer) => {
          latest = answer;
        },
        onRequestId: (requestId) => this.#change(id, { requestId }),
      });
      show();
      if (end.failure?.status === 401) key.forget();
      this.#running.delete(id);
      this.#change(id, end);
      if (end.requestId !== null) this.#change(id, { figures: await readFigures(end.requestId, secret) });
    } catch (error) {
      // The key could not be made: the management API says why.
      const { status = 0, code = "unknown", message } = error as { status?: number; code?: string; message: string };
      this.#change(id, { status: "failed", failure: { status, code, message, retryAfterSeconds: null } });
    } finally {
      clearInterval(timer);
      this.#running.delete(id);
    }
  }

  #abort(steps: readonly Step[]): void {
    for (const { id } of steps) this.#running.get(id)?.abort();
  }

  #change(stepId: number, change: Partial<Step>): void {
    this.#set({ turns: withStep(this.#state.turns, stepId, change) });
  }
}
