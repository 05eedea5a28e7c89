// Canned answers of the fake upstream, rendered once per shape: a JSON completion, or a stream whose every SSE event is its own
// HTTP chunk, as real providers send them. `event_end[i]` is the offset behind event i, so a paced stream is a moving offset.
#ifndef BENCH_ANSWERS_H
#define BENCH_ANSWERS_H

#include "http1.h"

#define MAX_ANSWERS 64

struct answer {
  int events;  // content events asked for; 0 for the JSON answer
  int with_usage;
  char *bytes;
  size_t length;
  size_t *event_end;  // one entry per paced step; the last step carries finish, usage, [DONE] and the terminator
  int steps;
};

static const char *const WORDS[] = {"The ", "quick ", "answer ", "depends ", "on ", "how ", "many ", "tokens ",
                                    "were ", "sent, ", "and ", "\\n\\n", "each ", "chunk ", "is ", "small. "};

#define CHUNK_PREFIX                                                                                         \
  "{\"id\":\"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG\",\"object\":\"chat.completion.chunk\","                 \
  "\"created\":1741570283,\"model\":\"gpt-4o-mini\","

#define USAGE                                                                                                \
  "\"usage\":{\"prompt_tokens\":212,\"completion_tokens\":100,\"total_tokens\":312,"                         \
  "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"                                      \
  "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"                                \
  "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}"

#define COMMON_HEADERS                                                                                       \
  "x-request-id: req_5f2b8f0c0d7e4a3bb7f1\r\nopenai-processing-ms: 12\r\nopenai-version: 2020-10-01\r\n"

static const char JSON_BODY[] =
    "{\"id\":\"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT\",\"object\":\"chat.completion\",\"created\":1741569952,"
    "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
    "\"A gateway stands between your applications and the model providers. It checks the caller's key, picks a provider, "
    "forwards the request, and meters what came back, so that one place knows what was spent and why.\","
    "\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}]," USAGE
    ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_06737a9306\"}";

static inline void append(struct answer *answer, const char *bytes, size_t length) {
  answer->bytes = must_alloc(realloc(answer->bytes, answer->length + length));
  memcpy(answer->bytes + answer->length, bytes, length);
  answer->length += length;
}

static inline void append_event(struct answer *answer, const char *json) {
  char framed[1024];
  size_t payload = strlen("data: ") + strlen(json) + 2;
  int length = snprintf(framed, sizeof framed, "%zx\r\ndata: %s\n\n\r\n", payload, json);
  append(answer, framed, (size_t)length);
}

static inline void render_json(struct answer *answer) {
  char text[2048];
  int length = snprintf(text, sizeof text,
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" COMMON_HEADERS "content-length: %zu\r\n\r\n%s",
                        sizeof JSON_BODY - 1, JSON_BODY);
  append(answer, text, (size_t)length);
}

static inline void render_stream(struct answer *answer) {
  static const char head[] = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
                             COMMON_HEADERS "transfer-encoding: chunked\r\n\r\n";
  // Asked for usage, OpenAI writes "usage":null on every chunk and one more chunk with the numbers and no choices.
  const char *no_usage_yet = answer->with_usage ? ",\"usage\":null" : "";
  char json[900];
  append(answer, head, sizeof head - 1);
  answer->event_end = must_alloc(calloc((size_t)answer->events + 1, sizeof(size_t)));
  for (int i = 0; i < answer->events; i++) {
    snprintf(json, sizeof json,
             CHUNK_PREFIX "\"choices\":[{\"index\":0,\"delta\":{%s\"content\":\"%s\"},\"finish_reason\":null}]%s}",
             i == 0 ? "\"role\":\"assistant\"," : "", WORDS[i % 16], no_usage_yet);
    append_event(answer, json);
    answer->event_end[answer->steps++] = answer->length;
  }
  snprintf(json, sizeof json, CHUNK_PREFIX "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]%s}",
           no_usage_yet);
  append_event(answer, json);
  if (answer->with_usage) append_event(answer, CHUNK_PREFIX "\"choices\":[]," USAGE "}");
  append_event(answer, "[DONE]");
  append(answer, "0\r\n\r\n", 5);
  answer->event_end[answer->steps++] = answer->length;
}

static inline const struct answer *find_answer(int events, int with_usage) {
  static struct answer answers[MAX_ANSWERS];
  static int count;
  for (int i = 0; i < count; i++)
    if (answers[i].events == events && answers[i].with_usage == with_usage) return &answers[i];
  if (count == MAX_ANSWERS) {
    fprintf(stderr, "more than %d different answers asked for\n", MAX_ANSWERS);
    exit(1);
  }
  struct answer *answer = &answers[count++];
  answer->events = events;
  answer->with_usage = with_usage;
  if (events == 0) render_json(answer);
  else render_stream(answer);
  return answer;
}

#endif
