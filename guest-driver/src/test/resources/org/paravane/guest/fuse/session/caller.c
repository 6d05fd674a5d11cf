/*
 * A caller of the toy file system's node, for tests that need another process:
 *
 *   caller NODE wait            one request that sleeps; SIGUSR1 interrupts it
 *   caller NODE restart         the same, but the signal's handler restarts calls
 *   caller NODE unannounced     one that sleeps without having said so
 *   caller NODE sleepers N      N threads that sleep; prints how each ended
 *   caller NODE add N           N quick requests, checked; prints the median in nanoseconds
 *   caller NODE who             process and thread as the server sees them
 *   caller NODE fork            the same from a child with the inherited descriptor
 *   caller NODE threads N       N short-lived threads, one after the other, each checked
 *   caller NODE poll            waits until it is readable
 *   caller NODE hold            keeps it open until the input ends
 *   caller NODE excl            opens it with O_EXCL
 *
 * It prints "ready" before it calls, and then its findings, one line each.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct toy {
  uint64_t value;
  uint64_t pointer;
  uint32_t length;
  uint32_t sum;
};

#define TOY_ADD _IOWR('T', 0, struct toy)
#define TOY_WHO _IOWR('T', 3, struct toy)
#define TOY_WAIT _IOWR('T', 4, struct toy)
#define TOY_WAIT_UNANNOUNCED _IOWR('T', 6, struct toy)

static int node;

static void say(const char *line) {
  puts(line);
  fflush(stdout);
}

static void on_signal(int number) {
  (void)number;
}

static void catch_signal(int flags) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
  sigaction(SIGUSR1, &action, NULL);
}

static const char *outcome(int result) {
  return result >= 0 ? "OK" : strerrorname_np(errno);
}

static int request_once(unsigned long request) {
  struct toy toy = {0};
  say("ready");
  say(outcome(ioctl(node, request, &toy)));
  return 0;
}

static void *sleeper(void *unused) {
  struct toy toy = {0};
  (void)unused;
  return (void *)outcome(ioctl(node, TOY_WAIT, &toy));
}

static int sleepers(int count) {
  pthread_t *threads = calloc(count, sizeof *threads);
  say("ready");
  for (int i = 0; i < count; i++) {
    if (pthread_create(&threads[i], NULL, sleeper, NULL) != 0) {
      return 1;
    }
  }
  for (int i = 0; i < count; i++) {
    void *how;
    pthread_join(threads[i], &how);
    say(how);
  }
  free(threads);
  return 0;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int compare(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

static int add(int count) {
  int64_t *taken = calloc(count, sizeof *taken);
  say("ready");
  for (int i = 0; i < count; i++) {
    struct toy toy = {.value = i};
    int64_t begin = now();
    if (ioctl(node, TOY_ADD, &toy) != 0 || toy.value != (uint64_t)i + 1) {
      say(strerrorname_np(errno));
      return 1;
    }
    taken[i] = now() - begin;
  }
  qsort(taken, count, sizeof *taken, compare);
  printf("%lld\n", (long long)taken[count / 2]);
  free(taken);
  return 0;
}

/* Whether the server sees this thread as it is. */
static int is_known(void) {
  struct toy toy = {0};
  if (ioctl(node, TOY_WHO, &toy) != 0) {
    return 0;
  }
  return (uint32_t)toy.value == (uint32_t)getpid() && (uint32_t)(toy.value >> 32) == (uint32_t)gettid()
      && (uint32_t)toy.pointer == geteuid();
}

static int who(void) {
  say("ready");
  say(is_known() ? "known" : "wrong");
  return 0;
}

static int forked(void) {
  say("ready");
  pid_t child = fork();
  if (child == 0) {
    _exit(is_known() ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  say(status == 0 && is_known() ? "known" : "wrong");
  return 0;
}

static void *known_thread(void *unused) {
  (void)unused;
  return (void *)(intptr_t)is_known();
}

static int threads(int count) {
  int wrong = 0;
  say("ready");
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    void *known;
    if (pthread_create(&thread, NULL, known_thread, NULL) != 0) {
      return 1;
    }
    pthread_join(thread, &known);
    wrong += known == NULL;
  }
  say(wrong == 0 ? "known" : "wrong");
  return 0;
}

static int poll_node(void) {
  struct pollfd wanted = {.fd = node, .events = POLLIN};
  say("ready");
  int result = poll(&wanted, 1, 20000);
  say(result == 1 && wanted.revents == POLLIN ? "readable" : "nothing");
  return 0;
}

static int hold(void) {
  char c;
  struct toy toy = {0};
  say("ready");
  while (read(0, &c, 1) > 0) {
  }
  say(outcome(ioctl(node, TOY_ADD, &toy)));
  return 0;
}

int main(int count, char **words) {
  if (count < 3) {
    return 2;
  }
  const char *what = words[2];
  int number = count > 3 ? atoi(words[3]) : 0;
  node = open(words[1], O_RDWR | O_CLOEXEC | (strcmp(what, "excl") == 0 ? O_EXCL : 0));
  if (node < 0) {
    say(strerrorname_np(errno));
    return 1;
  }
  catch_signal(strcmp(what, "restart") == 0 ? SA_RESTART : 0);
  if (strcmp(what, "wait") == 0 || strcmp(what, "restart") == 0) {
    return request_once(TOY_WAIT);
  }
  if (strcmp(what, "unannounced") == 0) {
    return request_once(TOY_WAIT_UNANNOUNCED);
  }
  if (strcmp(what, "sleepers") == 0) {
    return sleepers(number);
  }
  if (strcmp(what, "add") == 0) {
    return add(number);
  }
  if (strcmp(what, "who") == 0 || strcmp(what, "excl") == 0) {
    return who();
  }
  if (strcmp(what, "fork") == 0) {
    return forked();
  }
  if (strcmp(what, "threads") == 0) {
    return threads(number);
  }
  if (strcmp(what, "poll") == 0) {
    return poll_node();
  }
  return strcmp(what, "hold") == 0 ? hold() : 2;
}
