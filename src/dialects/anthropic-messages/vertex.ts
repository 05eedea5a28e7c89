/** What a body says on Google Cloud in place of the header `anthropic-version`. (Google Cloud documentation, Claude.) */
export const VERTEX_VERSION = "vertex-2023-10-16";
