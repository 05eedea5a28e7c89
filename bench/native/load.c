// Load generator: one thread, epoll, little CPU, strict about answers; prints one line of JSON.
//
//   load --port N --body FILE [--path P] [--header "Name: value"]... [--connections C] (--requests N | --duration-ms T)
//        [--rate R] [--ramp-ms T] [--stream [--pace-ms M]] [--abort] [--deadline-ms T]
//
// Closed loop: C keep-alive connections, each sends its next request when the answer before is complete.
// --rate: open loop; requests are due at fixed times whatever the answers do, and latency counts from the due time.
// --stream: every answer must end with [DONE]; measures the first byte and the largest gap between two pieces of a stream.
// --abort: closes the connection after the first piece of each body.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load_options.h"
#include "load_report.h"

#define HEAD_CAPACITY 16384
#define TAIL_LENGTH 16
#define MAX_ERRORS 1000  // beyond that the figures mean nothing and the loop would only spin

struct connection {
  int fd;  // -1: not connected
  int busy;
  size_t sent;
  char head[HEAD_CAPACITY];
  size_t head_used;
  int in_body, status_ok, reused, close_after;
  struct body body;
  uint64_t body_bytes;
  char tail[TAIL_LENGTH];  // last bytes of the body, where [DONE] must be
  size_t tail_length;
  uint64_t due_ns, last_piece_ns, largest_gap_ns;
  uint64_t start_ns;  // closed loop: when this connection sends its first request
};

static int epoll_fd;
static char *request;
static size_t request_length;
static struct connection *connections;
static struct connection **idle;  // a stack: the connection used last is used next, so that the others may time out
static int idle_count, busy_count;
static int exhausted;  // no request may start any more
static uint64_t begin_ns;
static char buffer[262144];

static void build_request(void) {
  request = must_alloc(malloc(sizeof options.headers + options.body_length + strlen(options.path) + 256));
  request_length = (size_t)sprintf(request,
                                   "POST %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\n"
                                   "accept: */*\r\nuser-agent: bench-load\r\n%scontent-length: %zu\r\n\r\n",
                                   options.path, options.port, options.headers, options.body_length);
  memcpy(request + request_length, options.body, options.body_length);
  request_length += options.body_length;
}

static void disconnect(struct connection *connection) {
  if (connection->fd >= 0) close(connection->fd);
  connection->fd = -1;
}

static int connect_now(struct connection *connection) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1;
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Blocking connect: on loopback it is done at once or fails at once, unless the backlog is full.
  if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0) {
    disconnect(connection);
    return 0;
  }
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event);
  return 1;
}

static void release(struct connection *connection) {
  connection->busy = 0;
  busy_count--;
  idle[idle_count++] = connection;
}

static void finish_error(struct connection *connection, unsigned long *counter, const char *what) {
  ++*counter;
  note_error(what, connection->head, connection->head_used);
  disconnect(connection);
  release(connection);
}

static void send_rest(struct connection *connection) {
  while (connection->sent < request_length) {
    ssize_t written =
        send(connection->fd, request + connection->sent, request_length - connection->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    // A failed write also shows up as a readable end of stream, which knows whether to try again.
    if (written < 0) break;
    connection->sent += (size_t)written;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
  if (connection->sent < request_length) event.events |= EPOLLOUT;
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, connection->fd, &event);
}

static void begin_exchange(struct connection *connection) {
  connection->sent = connection->head_used = connection->tail_length = 0;
  connection->in_body = 0;
  connection->body_bytes = connection->last_piece_ns = connection->largest_gap_ns = 0;
  connection->reused = connection->fd >= 0;
  if (!connection->reused && !connect_now(connection)) {
    finish_error(connection, &report.connect_errors, "connect");
    return;
  }
  send_rest(connection);
}

static void start_request(struct connection *connection, uint64_t due_ns) {
  report.started++;
  busy_count++;
  connection->busy = 1;
  connection->due_ns = due_ns;
  begin_exchange(connection);
}

static void on_body_data(void *context, const char *data, size_t length) {
  struct connection *connection = context;
  connection->body_bytes += length;
  if (length >= TAIL_LENGTH) {
    memcpy(connection->tail, data + length - TAIL_LENGTH, TAIL_LENGTH);
    connection->tail_length = TAIL_LENGTH;
    return;
  }
  size_t keep = connection->tail_length + length > TAIL_LENGTH ? TAIL_LENGTH - length : connection->tail_length;
  memmove(connection->tail, connection->tail + connection->tail_length - keep, keep);
  memcpy(connection->tail + keep, data, length);
  connection->tail_length = keep + length;
}

static void finish_response(struct connection *connection, uint64_t now) {
  if (!connection->status_ok) {
    finish_error(connection, &report.status_errors, "status");
    return;
  }
  if (options.stream && !memmem(connection->tail, connection->tail_length, "[DONE]", 6)) {
    finish_error(connection, &report.missing_done, "no [DONE]");
    return;
  }
  report.completed++;
  add_sample(&report.latency, now - connection->due_ns);
  if (options.stream) add_sample(&report.largest_gap, connection->largest_gap_ns);
  if (options.pace_ns && connection->largest_gap_ns > 2 * options.pace_ns) report.stalled++;
  if (connection->body_bytes < report.body_bytes_min) report.body_bytes_min = connection->body_bytes;
  if (connection->body_bytes > report.body_bytes_max) report.body_bytes_max = connection->body_bytes;
  if (connection->close_after) disconnect(connection);
  release(connection);
}

static void note_piece(struct connection *connection, uint64_t now) {
  report.chunks++;
  if (!connection->last_piece_ns) add_sample(&report.first_byte, now - connection->due_ns);
  else if (now - connection->last_piece_ns > connection->largest_gap_ns)
    connection->largest_gap_ns = now - connection->last_piece_ns;
  connection->last_piece_ns = now;
}

// Head bytes are gathered in the connection. Returns how many of the new bytes belong to the head.
static size_t take_head(struct connection *connection, const char *data, size_t length) {
  size_t room = HEAD_CAPACITY - connection->head_used, before = connection->head_used;
  size_t part = length < room ? length : room;
  memcpy(connection->head + before, data, part);
  connection->head_used += part;
  size_t head = head_length(connection->head, connection->head_used);
  if (head == 0) return part;
  connection->in_body = 1;
  connection->status_ok = connection->head_used > 12 && connection->head[9] == '2';
  connection->close_after = header_is(connection->head, head, "connection:", "close");
  connection->body = body_start(connection->head, head);
  return head - before;
}

static void on_bytes(struct connection *connection, const char *data, size_t length, uint64_t now) {
  if (!connection->in_body) {
    size_t used = take_head(connection, data, length);
    data += used;
    length -= used;
    if (!connection->in_body) {
      if (connection->head_used == HEAD_CAPACITY) finish_error(connection, &report.incomplete, "head too long");
      return;
    }
  }
  uint64_t before = connection->body_bytes;
  size_t used = body_feed(&connection->body, data, length, on_body_data, connection);
  if (connection->body_bytes > before) note_piece(connection, now);
  if (connection->body.state == BODY_BAD || used < length) {
    finish_error(connection, &report.incomplete, "bad framing");
  } else if (options.abort_streams && connection->body_bytes && connection->status_ok) {
    report.aborted++;
    disconnect(connection);
    release(connection);
  } else if (connection->body.state == BODY_DONE) {
    finish_response(connection, now);
  }
}

static void on_closed(struct connection *connection) {
  disconnect(connection);
  if (!connection->busy) return;
  // A kept connection that the server closed while the request was on its way is no fault: once more on a new one.
  if (connection->reused && connection->head_used == 0) {
    report.reconnects++;
    begin_exchange(connection);
    return;
  }
  finish_error(connection, &report.incomplete, "closed early");
}

static void on_event(struct connection *connection, uint32_t events) {
  if (connection->fd < 0) return;
  if (events & EPOLLOUT) send_rest(connection);
  if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return;
  ssize_t received = recv(connection->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (received > 0 && connection->busy) on_bytes(connection, buffer, (size_t)received, now_ns());
  else if (received == 0 || (received < 0 && errno != EAGAIN)) on_closed(connection);
}

static int may_start(uint64_t now) {
  if (options.requests && report.started >= (unsigned long)options.requests) return 0;
  return !options.duration_ns || now - begin_ns < options.duration_ns;
}

// Starts what is due; returns the time of the next start, or 0 when nothing can start before an answer comes.
static uint64_t start_due_at_rate(uint64_t now) {
  for (;;) {
    uint64_t due = begin_ns + (uint64_t)((double)report.started * 1e9 / options.rate);
    exhausted = !may_start(due);
    if (exhausted || idle_count == 0) return 0;
    if (due > now) return due;
    start_request(idle[--idle_count], due);
  }
}

static uint64_t start_due_in_closed_loop(uint64_t now) {
  uint64_t next = 0;
  // During the ramp the stack may hold connections whose time has not come; look them all through.
  for (int i = idle_count - 1; i >= 0 && may_start(now); i--) {
    struct connection *connection = idle[i];
    if (connection->start_ns <= now) {
      idle[i] = idle[--idle_count];
      start_request(connection, now);
    } else if (!next || connection->start_ns < next) {
      next = connection->start_ns;
    }
  }
  exhausted = !may_start(now);
  if (exhausted) return 0;
  // Whoever failed at once is idle again and may start again now.
  return next || idle_count == 0 ? next : now;
}

static void run(void) {
  struct epoll_event events[256];
  uint64_t deadline = begin_ns + options.deadline_ns;
  for (;;) {
    uint64_t now = now_ns();
    uint64_t next = options.rate > 0 ? start_due_at_rate(now) : start_due_in_closed_loop(now);
    if (busy_count == 0 && exhausted) return;
    now = now_ns();
    if (now >= deadline || error_count() > MAX_ERRORS) {
      report.timeouts = (unsigned long)busy_count;
      note_error("given up", "requests still open", 19);
      return;
    }
    uint64_t until = next && next < deadline ? next : deadline;
    uint64_t wait_ns = until > now ? until - now : 0;
    struct timespec timeout = {(time_t)(wait_ns / 1000000000u), (long)(wait_ns % 1000000000u)};
    int count = epoll_pwait2(epoll_fd, events, 256, &timeout, NULL);
    for (int i = 0; i < count; i++) on_event(events[i].data.ptr, events[i].events);
  }
}

int main(int argc, char **argv) {
  parse_options(argc, argv);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_TIMERSLACK, 1);
  build_request();
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  connections = must_alloc(calloc((size_t)options.connections, sizeof *connections));
  idle = must_alloc(calloc((size_t)options.connections, sizeof *idle));
  begin_ns = now_ns();
  for (int i = 0; i < options.connections; i++) {
    connections[i].fd = -1;
    connections[i].start_ns = begin_ns + options.ramp_ns * (uint64_t)i / (uint64_t)options.connections;
    idle[idle_count++] = &connections[i];
  }
  run();
  print_report(now_ns() - begin_ns);
  return 0;
}
