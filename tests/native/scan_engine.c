/*
 * A hostile guest: its kernel makes system calls of its own, finds everything that is mapped in the process it runs in, and searches it, and
 * all open files, for a secret. It knows the secret only as (w ^ MASK) * ODD of its words, so that it does not find itself; as a control
 * it searches for a secret that it has planted itself in the same way. It also tries to reach other processes.
 *
 *   scan_engine NODE MASK ODD WORD WORD WORD WORD
 *
 * Prints one JSON object. Exit status: 0 when the search ran to its end, whatever it found; 2 when it did not; 77 on other machines than x86-64.
 */
#include "paravane.h"

#include <sys/random.h>

enum { WORDS = 4, OWN_COPIES = 64 };

/* Words of the state that kernel and program share. */
enum {
  AT, BLOCK, DONE, CALLS, MAPPED, READ, ZERO, FOREIGN, OWN, ODD_ANSWERS, FILES, FILE_BYTES, REACHED, TRIED, PIPE, BUDGET,
  ABSENT, SWAP, MASK, ODD, WANTED, PLANTED = WANTED + WORDS, STATE = PLANTED + WORDS
};

static const char *const SOURCE =
    "enum { AT, BLOCK, DONE, CALLS, MAPPED, READ, ZERO, FOREIGN, OWN, ODD_ANSWERS, FILES, FILE_BYTES, REACHED, TRIED, PIPE, BUDGET,\n"
    "  ABSENT, SWAP, MASK, ODD, WANTED, PLANTED = WANTED + 4 };\n"
    "#define PAGE 4096UL\n"
    "#define CHUNK (1UL << 20)\n"
    "#define MOST (1UL << 40)\n"
    "#define END ((1UL << 47) - 4096)\n"
    "long call(long number, long a, long b, long c, long d, long e, long f) {\n"
    "  long result, rest[3] = {d, e, f};\n"
    "  __asm__ volatile(\"movq (%5), %%r10\\n\\tmovq 8(%5), %%r8\\n\\tmovq 16(%5), %%r9\\n\\tsyscall\"\n"
    "                   : \"=a\"(result) : \"0\"(number), \"D\"(a), \"S\"(b), \"d\"(c), \"r\"(rest)\n"
    "                   : \"rcx\", \"r8\", \"r9\", \"r10\", \"r11\", \"memory\");\n"
    "  return result;\n"
    "}\n"
    /* Whether nothing is mapped there: then it can be mapped, and is unmapped again. EEXIST is the other answer. */
    "int is_free(global ulong *s, ulong at, ulong bytes) {\n"
    "  long got = call(9, (long)at, (long)bytes, 0, 0x104022, -1, 0);\n"
    "  s[CALLS]++;\n"
    "  if (got == (long)at) { call(11, (long)at, (long)bytes, 0, 0, 0, 0); return 1; }\n"
    "  s[ODD_ANSWERS] += got != -17;\n"
    "  return 0;\n"
    "}\n"
    /* mincore answers ENOMEM where a page of the range is not mapped, else which pages are in memory: without swap, others hold nothing. */
    "int is_whole(global ulong *s, global uchar *flags, ulong at, ulong bytes) {\n"
    "  s[CALLS]++;\n"
    "  return call(27, (long)at, (long)bytes, (long)flags, 0, 0, 0) == 0;\n"
    "}\n"
    "void search(global ulong *s, global const ulong *page) {\n"
    "  ulong any = 0;\n"
    "  for (int i = 0; i < 512; i++) { any |= page[i]; }\n"
    "  if (any == 0) { s[ZERO]++; return; }\n"
    "  ulong mask = s[MASK], odd = s[ODD], foreign = 0, own = 0;\n"
    "  for (int i = 0; i < 512; i++) {\n"
    "    ulong low = page[i], high = i < 511 ? page[i + 1] : 0;\n"
    "    for (int shift = 0; shift < (i < 511 ? 64 : 8); shift += 8) {\n"
    "      ulong word = shift ? low >> shift | high << (64 - shift) : low;\n"
    "      ulong seen = (word ^ mask) * odd;\n"
    "      foreign += seen == s[WANTED] || seen == s[WANTED + 1] || seen == s[WANTED + 2] || seen == s[WANTED + 3];\n"
    "      own += seen == s[PLANTED] || seen == s[PLANTED + 1] || seen == s[PLANTED + 2] || seen == s[PLANTED + 3];\n"
    "    }\n"
    "  }\n"
    "  s[FOREIGN] += foreign;\n"
    "  s[OWN] += own;\n"
    "}\n"
    /* A page through a pipe: what cannot be read is EFAULT there, and a signal anywhere else. */
    "void look(global ulong *s, global ulong *page, ulong at) {\n"
    "  int in = (int)(s[PIPE] & 0xffffffff), out = (int)(s[PIPE] >> 32);\n"
    "  s[MAPPED]++;\n"
    "  s[CALLS] += 2;\n"
    "  if (call(1, out, (long)at, 4096, 0, 0, 0) == 4096) {\n"
    "    call(0, in, (long)page, 4096, 0, 0, 0);\n"
    "    s[READ]++;\n"
    "    search(s, page);\n"
    "  }\n"
    "}\n"
    "kernel void scan(global ulong *s, global ulong *page, global uchar *flags) {\n"
    "  if (s[PIPE] == 0 && call(293, (long)&s[PIPE], 04000, 0, 0, 0, 0) != 0) { s[DONE] = 2; return; }\n"
    "  ulong at = s[AT], block = s[BLOCK], budget = s[BUDGET];\n"
    "  while (at < END && budget > 0) {\n"
    "    budget--;\n"
    "    if (at + block > END || (!is_free(s, at, block) && block > CHUNK)) { block /= 2; continue; }\n"
    "    if (block <= CHUNK && !is_free(s, at, block)) {\n"
    "      int whole = is_whole(s, flags, at, block);\n"
    "      if (block > PAGE && !whole) { block /= 2; continue; }\n"
    "      ulong looks = 0;\n"
    "      for (ulong i = 0; i < block / PAGE; i++) {\n"
    "        if (!whole || (flags[i] & 1) != 0 || s[SWAP] != 0) { look(s, page, at + i * PAGE); looks++; } else { s[MAPPED]++; s[ABSENT]++; }\n"
    "      }\n"
    "      budget -= min(budget, looks);\n"
    "    }\n"
    "    at += block;\n"
    "    while (block < MOST && (at & (2 * block - 1)) == 0) { block *= 2; }\n"
    "  }\n"
    "  s[AT] = at;\n"
    "  s[BLOCK] = block;\n"
    "  s[DONE] = at >= END;\n"
    "}\n"
    /* Everything that is open and has contents. */
    "kernel void files(global ulong *s, global ulong *page, global uchar *flags) {\n"
    "  for (int fd = 0; fd < 256; fd++) {\n"
    "    int any = 0;\n"
    "    for (ulong at = 0; at < 8UL << 20; at += PAGE) {\n"
    "      long got = call(17, fd, (long)page, 4096, (long)at, 0, 0);\n"
    "      s[CALLS]++;\n"
    "      if (got <= 0) { break; }\n"
    "      any = 1;\n"
    "      s[FILE_BYTES] += (ulong)got;\n"
    "      if (got == 4096) { search(s, page); }\n"
    "    }\n"
    "    s[FILES] += any;\n"
    "  }\n"
    "}\n"
    "int number(global uchar *to, int value) {\n"
    "  uchar digits[12];\n"
    "  int count = 0;\n"
    "  do { digits[count++] = (uchar)('0' + value % 10); value /= 10; } while (value > 0);\n"
    "  for (int i = 0; i < count; i++) { to[i] = digits[count - 1 - i]; }\n"
    "  return count;\n"
    "}\n"
    /* Other processes: their memory by number and by file, and whether they can be signalled. AT is the first, BUDGET how many. */
    "kernel void reach(global ulong *s, global ulong *page, global uchar *path) {\n"
    "  int own = (int)call(39, 0, 0, 0, 0, 0, 0);\n"
    "  for (ulong i = 0; i < s[BUDGET]; i++) {\n"
    "    int pid = (int)(s[AT] + i);\n"
    "    if (pid == own) { continue; }\n"
    "    ulong io[4] = {(ulong)page, 8, 0x10000, 8};\n"
    "    s[TRIED]++;\n"
    "    s[REACHED] += call(310, pid, (long)&io[0], 1, (long)&io[2], 1, 0) >= 0;\n"
    "    s[REACHED] += call(62, pid, 0, 0, 0, 0, 0) == 0;\n"
    "    path[0] = '/'; path[1] = 'p'; path[2] = 'r'; path[3] = 'o'; path[4] = 'c'; path[5] = '/';\n"
    "    int end = 6 + number(path + 6, pid);\n"
    "    path[end] = '/'; path[end + 1] = 'm'; path[end + 2] = 'e'; path[end + 3] = 'm'; path[end + 4] = 0;\n"
    "    long fd = call(257, -100, (long)path, 0, 0, 0, 0);\n"
    "    if (fd >= 0) { s[REACHED]++; call(3, fd, 0, 0, 0, 0, 0); }\n"
    "  }\n"
    "}\n";

static struct pv_device device;
static struct pv_program program;
static struct pv_queue queue;
static struct pv_buffer state, page, flags, planted;

static void must(int result) {
  if (result < 0) {
    fprintf(stderr, "scan_engine: %s\n", device.error);
    exit(2);
  }
}

static void run(const char *name) {
  static struct pv_args args;
  struct pv_kernel kernel;
  must(pv_kernel(&device, &program, name, &kernel));
  pv_args_init(&args, &kernel);
  pv_arg_buffer(&args, &state);
  pv_arg_buffer(&args, &page);
  pv_arg_buffer(&args, &flags);
  must(pv_dispatch(&queue, &kernel, pv_grid_1d(1, 1), &args));
  must(pv_finish(&queue));
}

/* The control: a secret of our own, in a buffer that the searching kernel does not get. */
static void plant(uint64_t *words) {
  uint64_t secret[WORDS];
  if (getrandom(secret, sizeof secret, 0) != sizeof secret) {
    perror("scan_engine: getrandom");
    exit(2);
  }
  for (int i = 0; i < OWN_COPIES; i++) {
    memcpy((char *)planted.memory + 512 * i + 8, secret, sizeof secret);
  }
  for (int i = 0; i < WORDS; i++) {
    words[PLANTED + i] = (secret[i] ^ words[MASK]) * words[ODD];
  }
}

/* Whether there is any; if nobody can tell, too. */
static int has_swap(void) {
  char line[256];
  FILE *swaps = fopen("/proc/swaps", "r");
  if (!swaps) {
    return 1;
  }
  int lines = 0;
  while (fgets(line, sizeof line, swaps)) {
    lines++;
  }
  fclose(swaps);
  return lines > 1;
}

static void start(char **words) {
  must(pv_open(&device, words[1]));
  must(pv_program_build(&device, SOURCE, NULL, &program));
  must(pv_queue_create(&device, 0, &queue));
  must(pv_buffer_create(&device, STATE * 8, &state));
  must(pv_buffer_create(&device, 4096, &page));
  must(pv_buffer_create(&device, 4096, &flags));
  must(pv_buffer_create(&device, 512 * OWN_COPIES, &planted));
  uint64_t *s = state.memory;
  s[MASK] = strtoull(words[2], NULL, 16);
  s[ODD] = strtoull(words[3], NULL, 16);
  for (int i = 0; i < WORDS; i++) {
    s[WANTED + i] = strtoull(words[4 + i], NULL, 16);
  }
  s[SWAP] = (uint64_t)has_swap();
  plant(s);
}

int main(int count, char **words) {
#if !defined(__x86_64__)
  fprintf(stderr, "scan_engine: the kernel's system calls are those of x86-64\n");
  return 77;
#endif
  if (count != 8) {
    fprintf(stderr, "usage: scan_engine NODE MASK ODD WORD WORD WORD WORD\n");
    return 64;
  }
  start(words);
  uint64_t *s = state.memory;
  s[AT] = 65536;
  s[BLOCK] = 65536;
  s[BUDGET] = 2000; /* pages of a launch: far below what would be a timeout, on a busy machine too */
  int launches = 0;
  for (; s[DONE] == 0 && launches < 10000; launches++) {
    run("scan");
  }
  if (s[DONE] != 1) {
    fprintf(stderr, "scan_engine: the search did not end: at=0x%llx, done=%llu\n", (unsigned long long)s[AT],
            (unsigned long long)s[DONE]);
    return 2;
  }
  run("files");
  s[BUDGET] = 4096;
  for (s[AT] = 1; s[AT] < 65536; s[AT] += s[BUDGET]) {
    run("reach");
  }
  printf("{\"launches\":%d,\"calls\":%llu,\"mappedPages\":%llu,\"absentPages\":%llu,\"readPages\":%llu,\"zeroPages\":%llu,\"files\":%llu,"
         "\"fileBytes\":%llu,\"processesTried\":%llu,\"processesReached\":%llu,\"oddAnswers\":%llu,\"own\":%llu,\"foreign\":%llu}\n",
         launches, (unsigned long long)s[CALLS], (unsigned long long)s[MAPPED], (unsigned long long)s[ABSENT], (unsigned long long)s[READ],
         (unsigned long long)s[ZERO], (unsigned long long)s[FILES], (unsigned long long)s[FILE_BYTES],
         (unsigned long long)s[TRIED], (unsigned long long)s[REACHED], (unsigned long long)s[ODD_ANSWERS],
         (unsigned long long)s[OWN], (unsigned long long)s[FOREIGN]);
  pv_close(&device);
  return 0;
}
