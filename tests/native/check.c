#include "check.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORDS 8
#define LIMIT_MILLIS 60000 /* of one case */
#define SKIPPED 77
#define USAGE 64

static struct {
  const char *words[MAX_WORDS];
  int count;
  const char *only;
  uint64_t seed;
  uint64_t state;
  int list;
} run;

const char *check_node(void) {
  return run.words[0];
}

const char *check_word(int index) {
  return index + 1 < run.count ? run.words[index + 1] : NULL;
}

/* splitmix64: any seed will do. */
uint64_t check_random(void) {
  uint64_t mixed = run.state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

int64_t check_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void check_sleep(int millis) {
  struct timespec left = {.tv_sec = millis / 1000, .tv_nsec = millis % 1000 * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

/* Ends the process without its exit handlers: a case may be a copy of a copy of the program. */
__attribute__((noreturn)) static void end(int status) {
  fflush(stdout);
  _exit(status);
}

void check_fail(const char *file, int line, const char *format, ...) {
  const char *slash = strrchr(file, '/');
  va_list arguments;
  char text[512];
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  printf("  %s:%d: %s\n", slash ? slash + 1 : file, line, text);
  end(1);
}

void check_skip(const char *why) {
  printf("  skipped: %s\n", why);
  end(SKIPPED);
}

void check_equal(const char *file, int line, const char *what, long long actual, long long expected) {
  if (actual != expected) {
    check_fail(file, line, "%s: expected %lld (0x%llx), got %lld (0x%llx)", what, expected, expected, actual, actual);
  }
}

static const char *error_name(long long result) {
  const char *name = result < 0 && result > -4096 ? strerrorname_np((int)-result) : NULL;
  return name ? name : "no errno";
}

void check_errno(const char *file, int line, const char *what, long long result, int expected) {
  if (result != -expected) {
    check_fail(file, line, "%s: expected %s, got %lld (%s)", what, error_name(-expected), result, error_name(result));
  }
}

void check_done(const char *file, int line, const char *what, long long result) {
  if (result < 0) {
    check_fail(file, line, "%s: got %lld (%s)", what, result, error_name(result));
  }
}

long long check_system(long long result) {
  return result == -1 ? -errno : result;
}

pid_t check_fork(void (*body)(void *), void *argument) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    body(argument);
    end(0);
  }
  if (child < 0) {
    check_fail(__FILE__, __LINE__, "fork: %s", strerror(errno));
  }
  return child;
}

void check_join(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      check_fail(__FILE__, __LINE__, "waitpid: %s", strerror(errno));
    }
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
    end(SKIPPED);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    check_fail(__FILE__, __LINE__, "child failed: status=0x%x", status);
  }
}

/* What the child of a case does; its process group is its own, so that nothing of it survives. */
static void run_child(const struct check_case *what) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  run.state = run.seed;
  what->body();
  end(0);
}

/* The status of the child; -1 when the time was over first. */
static int await_child(pid_t child) {
  struct pollfd gone = {.fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN};
  int status = 0;
  int ready = gone.fd < 0 ? 1 : poll(&gone, 1, LIMIT_MILLIS);
  close(gone.fd);
  kill(-child, SIGKILL);
  waitpid(child, &status, 0);
  return ready == 0 ? -1 : status;
}

static int run_case(const struct check_case *what) {
  int64_t begin = check_millis();
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    run_child(what);
  }
  setpgid(child, child);
  int status = await_child(child);
  if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    printf("ok %s %lld\n", what->name, (long long)(check_millis() - begin));
    return 0;
  }
  if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
    printf("skipped %s\n", what->name);
    return 0;
  }
  if (status < 0) {
    printf("  took longer than %d ms\n", LIMIT_MILLIS);
  } else if (WIFSIGNALED(status)) {
    printf("  ended by %s\n", strsignal(WTERMSIG(status)));
  }
  printf("FAILED %s (seed %llu)\n", what->name, (unsigned long long)run.seed);
  return 1;
}

static int read_words(int count, char **words) {
  run.seed = (uint64_t)check_millis();
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--list") == 0) {
      run.list = 1;
    } else if (strcmp(words[i], "--case") == 0 && i + 1 < count) {
      run.only = words[++i];
    } else if (strcmp(words[i], "--seed") == 0 && i + 1 < count) {
      run.seed = strtoull(words[++i], NULL, 10);
    } else if (words[i][0] != '-' && run.count < MAX_WORDS) {
      run.words[run.count++] = words[i];
    } else {
      return 0;
    }
  }
  return run.list || run.count > 0;
}

int check_main(int count, char **words, const struct check_case *cases, size_t number) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!read_words(count, words)) {
    fprintf(stderr, "usage: %s NODE [WORD]... [--case NAME] [--seed NUMBER] [--list]\n", words[0]);
    return USAGE;
  }
  int failed = 0;
  int found = 0;
  for (size_t i = 0; i < number; i++) {
    if (run.only && strcmp(run.only, cases[i].name) != 0) {
      continue;
    }
    found = 1;
    if (run.list) {
      printf("%s\n", cases[i].name);
    } else {
      failed += run_case(&cases[i]);
    }
  }
  if (!found) {
    fprintf(stderr, "%s: no such case: %s\n", words[0], run.only ? run.only : "");
    return USAGE;
  }
  return failed ? 1 : 0;
}
