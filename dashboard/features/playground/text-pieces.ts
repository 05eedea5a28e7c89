/** A stretch of an answer: prose, or code between fences. */
export interface Piece {
  readonly kind: "prose" | "code";
  readonly text: string;
  readonly language: string;
}

const FENCE = /^[ \t]*```([^\n`]*)$/;

/** An answer in pieces; a fence that is not closed yet, while an answer comes, is code to the end. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let lines: string[] = [];
  let language: string | null = null;
  const end = (): void => {
    const joined = lines.join("\n");
    lines = [];
    if (language !== null) pieces.push({ kind: "code", text: joined, language });
    else if (joined.trim() !== "") pieces.push({ kind: "prose", text: joined.replace(/^\n+|\n+$/g, ""), language: "" });
  };
  for (const line of text.split("\n")) {
    const fence = FENCE.exec(line);
    if (fence === null) lines.push(line);
    else {
      end();
      language = language === null ? (fence[1] ?? "").trim() : null;
    }
  }
  if (language === null || lines.length > 0) end();
  return pieces;
}
