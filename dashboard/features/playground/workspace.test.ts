import { afterEach, describe, expect, it, vi } from "vitest";
import { stepsOf } from "./conversation.ts";
import { DEFAULTS } from "./settings.ts";
import { Workspace } from "./workspace.ts";

afterEach(() => vi.unstubAllGlobals());

const KEY = { get: () => Promise.resolve("k"), forget: () => undefined };
const said = (text: string) => ({ text, images: [], others: [] });

interface Sent {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string | null }[];
}

/** A gateway that answers with the model's name and the number of the request; the model `slow` never ends. */
function answering(): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (url: string, { body, signal }: { body?: string; signal?: AbortSignal } = {}) => {
    if (url.startsWith("/v1/receipts/")) return Promise.resolve(new Response("", { status: 403 }));
    const request = JSON.parse(body ?? "") as Sent;
    sent.push(request);
    const delta =
      request.model === "caller" && request.messages.at(-1)?.role === "user"
        ? { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: "{}" } }] }
        : { content: `${request.model} ${sent.length}` };
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`));
        if (request.model === "slow") signal?.addEventListener("abort", () => controller.error(signal.reason));
        else {
          controller.enqueue(new TextEncoder().encode("data: [DONE]\n\n"));
          controller.close();
        }
      },
    });
    return Promise.resolve(new Response(stream, { headers: { "x-request-id": `req_${sent.length}` } }));
  });
  return sent;
}

/** Each lane's last answers, turn by turn. */
function shown(workspace: Workspace): readonly string[] {
  const { lanes, turns } = workspace.state();
  return turns.flatMap((turn) =>
    lanes.map(({ id }) => {
      const last = stepsOf(turn, id).at(-1);
      return last === undefined ? "not asked" : `${last.status}: ${last.text}`;
    }),
  );
}

async function until(workspace: Workspace, expected: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(shown(workspace)).toEqual(expected));
}

describe("a conversation", () => {
  it("asks every lane, each in its own course, and again where one says something else", async () => {
    const sent = answering();
    const workspace = new Workspace();
    workspace.setModels(["a", "b"]);
    expect(workspace.send(said("one"), KEY)).toBe(true);
    await until(workspace, ["whole: a 1", "whole: b 2"]);
    workspace.send(said("two"), KEY);
    await until(workspace, ["whole: a 1", "whole: b 2", "whole: a 3", "whole: b 4"]);
    expect(sent[3]?.messages.map(({ content }) => content)).toEqual(["one", "b 2", "two"]);
    const [first, second] = workspace.state().turns;
    const [laneA] = workspace.state().lanes;
    workspace.retry(laneA?.id ?? "", second?.id ?? 0, KEY);
    await until(workspace, ["whole: a 1", "whole: b 2", "whole: a 5", "whole: b 4"]);
    workspace.edit(first?.id ?? 0, said("other"), KEY);
    await until(workspace, ["whole: a 6", "whole: b 7"]);
  });

  it("stops one lane or all, and keeps what came", async () => {
    answering();
    const workspace = new Workspace();
    workspace.setModels(["slow", "a"]);
    workspace.send(said("one"), KEY);
    await until(workspace, ["running: slow 1", "whole: a 2"]);
    workspace.stop();
    await until(workspace, ["stopped: slow 1", "whole: a 2"]);
  });

  it("goes on from what a tool gave back, also when that is tried again", async () => {
    const sent = answering();
    const workspace = new Workspace();
    workspace.setModels(["caller"]);
    workspace.send(said("one"), KEY);
    await until(workspace, ["whole: "]);
    const [turn] = workspace.state().turns;
    const [lane] = workspace.state().lanes;
    workspace.answerCalls(lane?.id ?? "", turn?.id ?? 0, { c: "21" }, KEY);
    await until(workspace, ["whole: caller 2"]);
    workspace.retry(lane?.id ?? "", turn?.id ?? 0, KEY);
    await until(workspace, ["whole: caller 3"]);
    expect(sent[2]?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
  });

  it("asks nobody while a setting is wrong", () => {
    const sent = answering();
    const workspace = new Workspace();
    workspace.change({ temperature: "hot" });
    expect(workspace.send(said("one"), KEY)).toBe(false);
    expect([workspace.state().turns, sent, workspace.state().bad?.field]).toEqual([[], [], "temperature"]);
    workspace.change({ temperature: "1" });
    expect(workspace.state().bad).toBeNull();
  });

  it("comes back with nothing running in it", async () => {
    answering();
    const workspace = new Workspace();
    workspace.setModels(["slow"]);
    workspace.send(said("one"), KEY);
    await until(workspace, ["running: slow 1"]);
    const before = workspace.state();
    workspace.begin(DEFAULTS);
    expect(workspace.state().turns).toEqual([]);
    workspace.restore(before);
    await until(workspace, ["stopped: slow 1"]);
  });

  it("tells why no key could be made", async () => {
    const workspace = new Workspace();
    const refused = Object.assign(new Error("The project is archived."), { status: 410, code: "project_archived" });
    workspace.send(said("one"), { get: () => Promise.reject(refused), forget: () => undefined });
    await until(workspace, ["failed: "]);
    const [turn] = workspace.state().turns;
    expect(turn && stepsOf(turn, "lane-0")[0]?.failure).toMatchObject({
      status: 410,
      message: "The project is archived.",
    });
  });
});
