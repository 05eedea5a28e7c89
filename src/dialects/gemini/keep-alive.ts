/**
 * The frame that means nothing to every client of Google's: some end a stream at a comment, some at an empty line, and
 * their chats throw an answer away that has a chunk without a part. (go-genai, reading of streams; google-genai, chats.)
 */
export const KEEP_ALIVE = 'data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}]}\n\n';
