// Command line of the load generator.
#ifndef BENCH_LOAD_OPTIONS_H
#define BENCH_LOAD_OPTIONS_H

#include "http1.h"

static struct {
  int port;
  const char *path;
  char *body;
  size_t body_length;
  char headers[8192];
  int connections;
  long requests;        // stop after that many, 0: no limit
  uint64_t duration_ns;  // start no request after that time, 0: no limit
  double rate;          // requests per second; 0: closed loop
  uint64_t ramp_ns;     // closed loop: spread the first requests of all connections over this time
  uint64_t pace_ns;     // pace of the upstream's stream, for counting stalls
  uint64_t deadline_ns;  // give up on everything still open after this time
  int stream;           // every answer must be an event stream that ends with [DONE]
  int abort_streams;    // close each connection after the first piece of the body
} options = {.path = "/v1/chat/completions", .connections = 1, .deadline_ns = 60000000000u};

static void read_body(const char *file) {
  FILE *stream = fopen(file, "rb");
  if (!stream) fail(file);
  fseek(stream, 0, SEEK_END);
  options.body_length = (size_t)ftell(stream);
  rewind(stream);
  options.body = must_alloc(malloc(options.body_length + 1));
  if (fread(options.body, 1, options.body_length, stream) != options.body_length) fail(file);
  fclose(stream);
}

static void add_header(const char *header) {
  size_t used = strlen(options.headers);
  if (used + strlen(header) + 3 > sizeof options.headers) {
    fprintf(stderr, "headers are too long\n");
    exit(2);
  }
  sprintf(options.headers + used, "%s\r\n", header);
}

static void parse_options(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    const char *name = argv[i];
    if (strcmp(name, "--stream") == 0) {
      options.stream = 1;
      continue;
    }
    if (strcmp(name, "--abort") == 0) {
      options.abort_streams = 1;
      continue;
    }
    if (++i == argc) {
      fprintf(stderr, "%s needs a value\n", name);
      exit(2);
    }
    const char *value = argv[i];
    uint64_t milliseconds_ns = (uint64_t)(atof(value) * 1e6);
    if (strcmp(name, "--port") == 0) options.port = atoi(value);
    else if (strcmp(name, "--path") == 0) options.path = value;
    else if (strcmp(name, "--body") == 0) read_body(value);
    else if (strcmp(name, "--header") == 0) add_header(value);
    else if (strcmp(name, "--connections") == 0) options.connections = atoi(value);
    else if (strcmp(name, "--requests") == 0) options.requests = atol(value);
    else if (strcmp(name, "--duration-ms") == 0) options.duration_ns = milliseconds_ns;
    else if (strcmp(name, "--rate") == 0) options.rate = atof(value);
    else if (strcmp(name, "--ramp-ms") == 0) options.ramp_ns = milliseconds_ns;
    else if (strcmp(name, "--pace-ms") == 0) options.pace_ns = milliseconds_ns;
    else if (strcmp(name, "--deadline-ms") == 0) options.deadline_ns = milliseconds_ns;
    else {
      fprintf(stderr, "unknown option %s\n", name);
      exit(2);
    }
  }
  if (!options.port || !options.body || options.connections < 1 || (!options.requests && !options.duration_ns)) {
    fprintf(stderr, "--port, --body and one of --requests and --duration-ms are needed\n");
    exit(2);
  }
}

#endif
