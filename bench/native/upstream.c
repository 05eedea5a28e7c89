// Fake provider: one thread, epoll, keep-alive, canned answers, as little CPU as possible so that it never sets the pace.
//
//   upstream [--port 0]        prints "listening <port>" once it accepts connections
//
// POST */chat/completions is answered by a marker within the first 4 kB of the request body, which every proxy passes on:
//   bench:json                           one chat.completion of about 0.9 kB (also without any marker)
//   bench:stream-<events>-<paceMs>       SSE with that many content chunks, one every paceMs; paceMs 0: all in one write
// GET /stats tells what is open right now and what has happened so far.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answers.h"

#define INPUT_CAPACITY 65536
#define MARKER_WINDOW 4096
#define MAX_CONNECTIONS 8192

struct connection {
  int fd;
  char *input;
  size_t input_length;
  int in_body;
  struct body body;
  char window[MARKER_WINDOW];
  size_t window_length;
  int is_chat;
  int is_stats;
  const struct answer *answer;  // being sent, or NULL
  size_t sent, released;        // offsets into the answer: written so far, due so far
  int step;
  uint64_t pace_ns, due_ns;
  int timer_slot;  // position in the timer heap, -1 outside
  int wants_write;
  int close_after;
};

static struct {
  unsigned long requests, completed, aborted, connections, streams;
} stats;

static int epoll_fd;
static struct connection *timers[MAX_CONNECTIONS];
static int timer_count;

// --- timers: a binary heap by due time ---------------------------------------------------------------------------------------

static void timer_place(struct connection *connection, int slot) {
  timers[slot] = connection;
  connection->timer_slot = slot;
}

static void timer_sift(struct connection *connection, int slot) {
  while (slot > 0 && timers[(slot - 1) / 2]->due_ns > connection->due_ns) {
    timer_place(timers[(slot - 1) / 2], slot);
    slot = (slot - 1) / 2;
  }
  for (int child; (child = slot * 2 + 1) < timer_count; slot = child) {
    if (child + 1 < timer_count && timers[child + 1]->due_ns < timers[child]->due_ns) child++;
    if (timers[child]->due_ns >= connection->due_ns) break;
    timer_place(timers[child], slot);
  }
  timer_place(connection, slot);
}

static void timer_add(struct connection *connection) { timer_sift(connection, timer_count++); }

static void timer_remove(struct connection *connection) {
  int slot = connection->timer_slot;
  if (slot < 0) return;
  connection->timer_slot = -1;
  struct connection *last = timers[--timer_count];
  if (last != connection) timer_sift(last, slot);
}

// --- connections -------------------------------------------------------------------------------------------------------------

static void close_connection(struct connection *connection) {
  if (connection->answer) {
    stats.aborted++;
    if (connection->answer->events) stats.streams--;
  }
  timer_remove(connection);
  close(connection->fd);
  free(connection->input);
  free(connection);
  stats.connections--;
}

static void want_write(struct connection *connection, int wanted) {
  if (connection->wants_write == wanted) return;
  connection->wants_write = wanted;
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | (wanted ? EPOLLOUT : 0u), .data.ptr = connection};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, connection->fd, &event);
}

// Writes what is due. Returns 0 when the connection is gone.
static int flush_answer(struct connection *connection) {
  const struct answer *answer = connection->answer;
  while (connection->sent < connection->released) {
    ssize_t written =
        send(connection->fd, answer->bytes + connection->sent, connection->released - connection->sent, MSG_NOSIGNAL);
    if (written < 0) {
      if (errno == EAGAIN) {
        want_write(connection, 1);
        return 1;
      }
      close_connection(connection);
      return 0;
    }
    connection->sent += (size_t)written;
  }
  want_write(connection, 0);
  if (connection->sent < answer->length) return 1;
  if (answer->events) stats.streams--;
  stats.completed++;
  connection->answer = NULL;
  if (!connection->close_after) return 1;
  close_connection(connection);
  return 0;
}

static int on_due(struct connection *connection, uint64_t now) {
  timer_remove(connection);
  while (connection->step < connection->answer->steps && connection->due_ns <= now) {
    connection->released = connection->answer->event_end[connection->step++];
    connection->due_ns += connection->pace_ns;
  }
  if (connection->step < connection->answer->steps) timer_add(connection);
  return flush_answer(connection);
}

static int begin_chat_answer(struct connection *connection) {
  int events = 0, pace_ms = 0;
  const char *marker = memmem(connection->window, connection->window_length, "bench:stream-", 13);
  if (marker) {
    char *rest;
    events = (int)strtol(marker + 13, &rest, 10);
    pace_ms = (int)strtol(rest + 1, NULL, 10);
  }
  int with_usage = memmem(connection->window, connection->window_length, "include_usage", 13) != NULL;
  stats.requests++;
  connection->answer = find_answer(events, events ? with_usage : 0);
  connection->sent = connection->released = 0;
  connection->step = 0;
  if (events) stats.streams++;
  if (!events || pace_ms <= 0) {
    connection->released = connection->answer->length;
    return flush_answer(connection);
  }
  connection->pace_ns = (uint64_t)pace_ms * 1000000u;
  connection->due_ns = now_ns();
  timer_add(connection);
  return on_due(connection, connection->due_ns);
}

static int send_text(struct connection *connection, const char *status, const char *body) {
  char text[1024];
  int length = snprintf(text, sizeof text, "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s",
                        status, strlen(body), body);
  if (send(connection->fd, text, (size_t)length, MSG_NOSIGNAL) == length && !connection->close_after) return 1;
  close_connection(connection);
  return 0;
}

static int begin_answer(struct connection *connection) {
  if (connection->is_chat) return begin_chat_answer(connection);
  if (!connection->is_stats) return send_text(connection, "404 Not Found", "{\"error\":{\"message\":\"not found\"}}");
  char body[512];
  snprintf(body, sizeof body,
           "{\"requests\":%lu,\"completed\":%lu,\"aborted\":%lu,\"openStreams\":%lu,\"openConnections\":%lu}",
           stats.requests, stats.completed, stats.aborted, stats.streams, stats.connections);
  return send_text(connection, "200 OK", body);
}

static void keep_window(void *context, const char *data, size_t length) {
  struct connection *connection = context;
  size_t room = MARKER_WINDOW - connection->window_length;
  if (length > room) length = room;
  memcpy(connection->window + connection->window_length, data, length);
  connection->window_length += length;
}

static int read_head(struct connection *connection, size_t length) {
  const char *head = connection->input;
  const char *line_end = memchr(head, '\r', length);
  size_t line_length = (size_t)(line_end - head);
  connection->is_chat = strncmp(head, "POST ", 5) == 0 && memmem(head, line_length, "/chat/completions", 17) != NULL;
  connection->is_stats = strncmp(head, "GET /stats ", 11) == 0;
  connection->close_after = header_is(head, length, "connection:", "close");
  connection->body = body_start(head, length);
  connection->window_length = 0;
  connection->in_body = 1;
  return connection->body.state != BODY_BAD;
}

// Takes requests off the input one after the other; returns 0 when the connection is gone.
static int consume_input(struct connection *connection) {
  while (!connection->answer) {
    size_t used;
    if (!connection->in_body) {
      used = head_length(connection->input, connection->input_length);
      if (used == 0) break;
      if (!read_head(connection, used)) break;
    } else {
      used = body_feed(&connection->body, connection->input, connection->input_length, keep_window, connection);
    }
    connection->input_length -= used;
    memmove(connection->input, connection->input + used, connection->input_length);
    if (connection->body.state == BODY_DONE) {
      connection->in_body = 0;
      if (!begin_answer(connection)) return 0;
      if (connection->input_length == 0) break;
    } else if (connection->body.state == BODY_BAD) {
      break;
    } else if (connection->input_length == 0) {
      return 1;
    }
  }
  if (connection->body.state != BODY_BAD && connection->input_length < INPUT_CAPACITY) return 1;
  close_connection(connection);
  return 0;
}

static void on_readable(struct connection *connection) {
  ssize_t received = recv(connection->fd, connection->input + connection->input_length,
                          INPUT_CAPACITY - connection->input_length, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) {
    close_connection(connection);
    return;
  }
  connection->input_length += (size_t)received;
  consume_input(connection);
}

static void on_event(struct connection *connection, uint32_t events) {
  if (events & (EPOLLERR | EPOLLHUP)) {
    close_connection(connection);
    return;
  }
  if (events & EPOLLOUT) {
    if (!connection->answer) want_write(connection, 0);
    else if (!flush_answer(connection)) return;
    else if (!connection->answer && !consume_input(connection)) return;
  }
  // A half-closed client is a gone client: no LLM client shuts down its sending side and goes on reading.
  if (events & EPOLLRDHUP) close_connection(connection);
  else if (events & EPOLLIN) on_readable(connection);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    if (stats.connections >= MAX_CONNECTIONS) {
      close(fd);
      continue;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = must_alloc(calloc(1, sizeof *connection));
    connection->fd = fd;
    connection->timer_slot = -1;
    connection->input = must_alloc(malloc(INPUT_CAPACITY));
    stats.connections++;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, length) != 0) fail("bind");
  if (listen(fd, 4096) != 0) fail("listen");
  getsockname(fd, (struct sockaddr *)&address, &length);
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  int port = argc == 3 && strcmp(argv[1], "--port") == 0 ? atoi(argv[2]) : 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the benchmark that started it
  prctl(PR_SET_TIMERSLACK, 1);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  int listener = listen_on(port);
  struct epoll_event listen_event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &listen_event);
  struct epoll_event events[256];
  for (;;) {
    struct timespec wait, *timeout = NULL;
    if (timer_count > 0) {
      uint64_t now = now_ns(), left = timers[0]->due_ns > now ? timers[0]->due_ns - now : 0;
      wait = (struct timespec){(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
      timeout = &wait;
    }
    int count = epoll_pwait2(epoll_fd, events, 256, timeout, NULL);
    // One event per connection and batch, and timers run after the batch: a freed connection is never touched again.
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) on_event(events[i].data.ptr, events[i].events);
      else accept_all(listener);
    }
    uint64_t now = timer_count > 0 ? now_ns() : 0;
    while (timer_count > 0 && timers[0]->due_ns <= now) {
      struct connection *connection = timers[0];
      if (on_due(connection, now) && !connection->answer) consume_input(connection);
    }
  }
}
