/*
 * A small test harness. A program is a table of named cases; each case runs in a process of its own, so that one that crashes,
 * hangs or leaks says so and harms no other.
 *
 *   PROGRAM NODE [WORD]... [--case NAME] [--seed NUMBER] [--list]
 *
 * Prints a line for each case: "ok NAME MILLISECONDS", "skipped NAME", "FAILED NAME". The reasons stand above it. Exit status: 0 when
 * none failed, 1 otherwise, 64 for wrong words.
 */
#ifndef PARAVANE_TESTS_CHECK_H
#define PARAVANE_TESTS_CHECK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct check_case {
  const char *name;
  void (*body)(void);
};

/* A row of the table, named as the function is. */
#define CASE(function) {#function, function}

/* Runs the cases that the words ask for; what main is to answer. */
int check_main(int count, char **words, const struct check_case *cases, size_t number);

#define CHECK_MAIN(cases) \
  int main(int count, char **words) { \
    return check_main(count, words, cases, sizeof(cases) / sizeof((cases)[0])); \
  }

/* The device node that the program was given. */
const char *check_node(void);

/* A further word, counted from 0; NULL when there are fewer. */
const char *check_word(int index);

/* The next number of a sequence that the seed determines; every case begins it anew. */
uint64_t check_random(void);

/* Milliseconds of a clock that only goes on. */
int64_t check_millis(void);

/* Sleeps; goes on sleeping after a signal. */
void check_sleep(int millis);

/* Runs a function in a child, which ends with it; the child must be joined. */
pid_t check_fork(void (*body)(void *), void *argument);

/* Waits for a child, which must have found everything right. */
void check_join(pid_t child);

/* Says where and why, and ends the case. */
__attribute__((noreturn, format(printf, 3, 4))) void check_fail(const char *file, int line, const char *format, ...);
__attribute__((noreturn)) void check_skip(const char *why);
void check_equal(const char *file, int line, const char *what, long long actual, long long expected);
void check_errno(const char *file, int line, const char *what, long long result, int expected);
void check_done(const char *file, int line, const char *what, long long result);

#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      check_fail(__FILE__, __LINE__, "not true: %s", #condition); \
    } \
  } while (0)

/* Two numbers are the same. */
#define CHECK_EQ(actual, expected) \
  check_equal(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(expected))

/* A result that is a negative errno. */
#define CHECK_ERRNO(result, expected) check_errno(__FILE__, __LINE__, #result, (long long)(result), (expected))

/* A result that is no error. */
#define CHECK_DONE(result) check_done(__FILE__, __LINE__, #result, (long long)(result))

/* A system call that answers -1 and sets errno. */
#define CHECK_SYSTEM(call) check_done(__FILE__, __LINE__, #call, check_system((long long)(call)))
#define CHECK_SYSTEM_ERRNO(call, expected) \
  check_errno(__FILE__, __LINE__, #call, check_system((long long)(call)), (expected))

/* The result of a system call as a result or a negative errno. */
long long check_system(long long result);

#endif
