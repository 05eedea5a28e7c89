/** The events of a stream's text: name and data of each. */
export interface SseEvent {
  readonly event: string | undefined;
  readonly data: string;
}

export function eventsOf(text: string): SseEvent[] {
  return text.split(/\r?\n\r?\n/).flatMap((frame) => {
    const lines = frame.split(/\r?\n/);
    const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
    const event = lines
      .find((line) => line.startsWith("event:"))
      ?.slice(6)
      .trim();
    return data.length === 0 ? [] : [{ event, data: data.join("\n") }];
  });
}

/** Parsed data of each event that is JSON. */
export function jsonEvents(text: string): Array<Record<string, unknown>> {
  return eventsOf(text)
    .filter(({ data }) => data.startsWith("{"))
    .map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}

/** The words of a streamed answer, in whichever of the two wires. */
export function textOf(text: string): string {
  return jsonEvents(text)
    .map((event) => {
      const delta = event["delta"] as { text?: string } | undefined;
      const choices = event["choices"] as Array<{ delta?: { content?: string } }> | undefined;
      return choices?.[0]?.delta?.content ?? delta?.text ?? "";
    })
    .join("");
}
