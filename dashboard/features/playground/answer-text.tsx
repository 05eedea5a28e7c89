import { memo } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { piecesOf } from "./text-pieces.ts";

/** What a model wrote: prose as it stands, code with a button to copy it. */
export const AnswerText = memo(function AnswerText({ text }: { readonly text: string }) {
  return (
    <div className="grid min-w-0 gap-2">
      {piecesOf(text).map((piece, index) =>
        piece.kind === "code" ? (
          // Pieces are only ever added at the end.
          <CodeBlock key={index} text={piece.text} what={piece.language === "" ? "code" : `${piece.language} code`} />
        ) : (
          <p key={index} className="break-words whitespace-pre-wrap">
            {piece.text}
          </p>
        ),
      )}
    </div>
  );
});
