// What the load generator counts, and the JSON it prints at the end.
#ifndef BENCH_LOAD_REPORT_H
#define BENCH_LOAD_REPORT_H

#include "http1.h"

struct samples {
  uint32_t *values_us10;  // tenths of a microsecond: four bytes a sample reach up to 7 minutes
  size_t count, capacity;
};

static struct {
  struct samples latency, first_byte, largest_gap;
  unsigned long started, completed, aborted, stalled, chunks, reconnects;
  unsigned long connect_errors, status_errors, incomplete, missing_done, timeouts;
  uint64_t body_bytes_min, body_bytes_max;
  char first_error[512];
} report = {.body_bytes_min = UINT64_MAX};

static void add_sample(struct samples *samples, uint64_t ns) {
  if (samples->count == samples->capacity) {
    samples->capacity = samples->capacity ? samples->capacity * 2 : 65536;
    samples->values_us10 = must_alloc(realloc(samples->values_us10, samples->capacity * sizeof(uint32_t)));
  }
  samples->values_us10[samples->count++] = (uint32_t)(ns / 100);
}

static void note_error(const char *what, const char *detail, size_t length) {
  if (report.first_error[0]) return;
  int written = snprintf(report.first_error, sizeof report.first_error, "%s: %.*s", what,
                         (int)(length < 300 ? length : 300), detail);
  for (int i = 0; i < written && i < (int)sizeof report.first_error; i++) {
    char *c = &report.first_error[i];
    if (*c == '"' || *c == '\\') *c = '\'';
    if ((unsigned char)*c < ' ') *c = ' ';
  }
}

static unsigned long error_count(void) {
  return report.connect_errors + report.status_errors + report.incomplete + report.missing_done + report.timeouts;
}

static int by_value(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

static void print_samples(const char *name, struct samples *samples) {
  if (samples->count == 0) return;
  qsort(samples->values_us10, samples->count, sizeof(uint32_t), by_value);
  size_t last = samples->count - 1;
  printf(",\"%s\":{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}", name,
         samples->values_us10[(size_t)((double)last * 0.5)] / 10.0, samples->values_us10[(size_t)((double)last * 0.9)] / 10.0,
         samples->values_us10[(size_t)((double)last * 0.99)] / 10.0, samples->values_us10[last] / 10.0);
}

static void print_report(uint64_t elapsed_ns) {
  printf("{\"started\":%lu,\"completed\":%lu,\"aborted\":%lu,\"elapsedMs\":%.1f,\"requestsPerSecond\":%.1f", report.started,
         report.completed, report.aborted, (double)elapsed_ns / 1e6, (double)report.completed * 1e9 / (double)elapsed_ns);
  printf(",\"errors\":%lu,\"connectErrors\":%lu,\"statusErrors\":%lu,\"incomplete\":%lu,\"missingDone\":%lu,\"timeouts\":%lu",
         error_count(), report.connect_errors, report.status_errors, report.incomplete, report.missing_done, report.timeouts);
  printf(",\"reconnects\":%lu,\"bodyBytesMin\":%llu,\"bodyBytesMax\":%llu,\"chunks\":%lu,\"stalledStreams\":%lu",
         report.reconnects, (unsigned long long)(report.body_bytes_max ? report.body_bytes_min : 0),
         (unsigned long long)report.body_bytes_max, report.chunks, report.stalled);
  print_samples("latencyUs", &report.latency);
  print_samples("firstByteUs", &report.first_byte);
  print_samples("largestGapUs", &report.largest_gap);
  printf(",\"firstError\":\"%s\"}\n", report.first_error);
}

#endif
