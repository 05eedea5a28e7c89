/** Names that the wires themselves give to members on the way to a text. */
const KNOWN: ReadonlySet<string> = new Set(
  `messages content text prediction refusal audio transcript tool_calls function_call function custom input arguments
  reasoning reasoning_content reasoning_details thinking summary choices delta message instructions output output_text
  item part response prompt variables system source data title context citations citation cited_text documents
  document query results queries requests contents parts systemInstruction system_instruction generateContentRequest
  generate_content_request functionCall function_call args functionResponse function_response executableCode
  executable_code code codeExecutionResult code_execution_result partialArgs partial_args stringValue string_value
  candidates groundingMetadata grounding_metadata groundingSupports grounding_supports segment groundingChunks
  grounding_chunks retrievedContext retrieved_context webSearchQueries web_search_queries revised_prompt segments words
  word action outputs`.split(/\s+/),
);
const SEGMENT = /^([^[\]]*)((?:\[\d+\])*)$/;

/**
 * A text's place as logs, receipts and errors may tell it: up to the first member whose name the caller or the model
 * chose, since such a name is content too, of any length.
 */
export function safePath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split(".", MAX_SEGMENTS)) {
    const name = SEGMENT.exec(segment)?.[1];
    if (name === undefined || (name !== "" && !KNOWN.has(name))) break;
    kept.push(segment);
  }
  return kept.join(".");
}

/** Places of the wires' own are never deeper. */
const MAX_SEGMENTS = 12;
