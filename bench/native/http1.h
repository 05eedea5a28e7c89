// The little HTTP/1.1 that the fake upstream and the load generator share: heads, header values, chunked bodies, clock.
#ifndef BENCH_HTTP1_H
#define BENCH_HTTP1_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static inline uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

static inline void *must_alloc(void *memory) {
  if (!memory) fail("out of memory");
  return memory;
}

// Length of the head including its empty line, or 0 while it is incomplete.
static inline size_t head_length(const char *data, size_t length) {
  const char *end = memmem(data, length, "\r\n\r\n", 4);
  return end ? (size_t)(end - data) + 4 : 0;
}

// Value of a header (`name` in lower case, with its colon), or NULL. The value runs to the next "\r\n".
static inline const char *header_value(const char *head, size_t length, const char *name) {
  size_t name_length = strlen(name);
  const char *end = head + length;
  const char *line = memchr(head, '\n', length);
  while (line && ++line + name_length < end) {
    if ((line[0] | 32) == name[0] && strncasecmp(line, name, name_length) == 0) {
      line += name_length;
      while (line < end && *line == ' ') line++;
      return line;
    }
    line = memchr(line, '\n', (size_t)(end - line));
  }
  return NULL;
}

static inline int header_is(const char *head, size_t length, const char *name, const char *expected) {
  const char *value = header_value(head, length, name);
  return value && strncasecmp(value, expected, strlen(expected)) == 0;
}

// One body in flight. Chunked bodies are decoded piece by piece; `BODY_BAD` is final.
enum body_state { BODY_LENGTH, BODY_SIZE, BODY_EXTENSION, BODY_DATA, BODY_DATA_END, BODY_TRAILER, BODY_DONE, BODY_BAD };

struct body {
  enum body_state state;
  uint64_t left;    // bytes still to come of the whole body or of this chunk
  int size_digits;  // hex digits read of the chunk size
  int line_length;  // characters on the current trailer line
};

typedef void (*on_data)(void *context, const char *data, size_t length);

static inline struct body body_start(const char *head, size_t length) {
  struct body body = {BODY_DONE, 0, 0, 0};
  const char *content_length;
  if (header_is(head, length, "transfer-encoding:", "chunked")) {
    body.state = BODY_SIZE;
  } else if ((content_length = header_value(head, length, "content-length:"))) {
    body.left = strtoull(content_length, NULL, 10);
    body.state = body.left ? BODY_LENGTH : BODY_DONE;
  }
  return body;
}

static inline int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One byte of chunk framing (everything that is not chunk data).
static inline void body_framing(struct body *body, char c) {
  switch (body->state) {
    case BODY_SIZE: {
      int digit = hex_digit(c);
      if (digit >= 0 && body->size_digits < 15) {
        body->left = body->left * 16 + (uint64_t)digit;
        body->size_digits++;
      } else if (body->size_digits == 0) {
        body->state = BODY_BAD;
      } else if (c == '\r' || c == ';') {
        body->state = BODY_EXTENSION;
      } else {
        body->state = BODY_BAD;
      }
      break;
    }
    case BODY_EXTENSION:
      if (c == '\n') {
        body->line_length = 0;
        body->state = body->left ? BODY_DATA : BODY_TRAILER;
      }
      break;
    case BODY_DATA_END:
      if (c == '\n') {
        body->state = BODY_SIZE;
        body->size_digits = 0;
      } else if (c != '\r') {
        body->state = BODY_BAD;
      }
      break;
    case BODY_TRAILER:
      if (c == '\n' && body->line_length == 0) body->state = BODY_DONE;
      else if (c == '\n') body->line_length = 0;
      else if (c != '\r') body->line_length++;
      break;
    default:
      break;
  }
}

// Consumes up to `length` bytes, hands the payload to `handle` (may be NULL) and returns how many bytes belonged to this body.
static inline size_t body_feed(struct body *body, const char *data, size_t length, on_data handle, void *context) {
  size_t used = 0;
  while (used < length && body->state != BODY_DONE && body->state != BODY_BAD) {
    if (body->state != BODY_LENGTH && body->state != BODY_DATA) {
      body_framing(body, data[used++]);
      continue;
    }
    size_t part = length - used < body->left ? length - used : (size_t)body->left;
    if (handle) handle(context, data + used, part);
    used += part;
    body->left -= part;
    if (body->left == 0) body->state = body->state == BODY_LENGTH ? BODY_DONE : BODY_DATA_END;
  }
  return used;
}

#endif
