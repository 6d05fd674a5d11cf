/* SHA-256 of many messages, a work item each, compared with the same in C. */
#include "example.h"

#define MESSAGES 256u
#define BYTES 100u

static const uint32_t ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t right_by(uint32_t x, int by) {
  return x >> by | x << (32 - by);
}

static void compress(uint32_t hash[8], const unsigned char *block) {
  uint32_t w[64], v[8];
  for (int t = 0; t < 16; t++) {
    w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
  }
  for (int t = 16; t < 64; t++) {
    uint32_t s0 = right_by(w[t - 15], 7) ^ right_by(w[t - 15], 18) ^ w[t - 15] >> 3;
    uint32_t s1 = right_by(w[t - 2], 17) ^ right_by(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  memcpy(v, hash, sizeof v);
  for (int t = 0; t < 64; t++) {
    uint32_t s1 = right_by(v[4], 6) ^ right_by(v[4], 11) ^ right_by(v[4], 25);
    uint32_t first = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + ROUND[t] + w[t];
    uint32_t s0 = right_by(v[0], 2) ^ right_by(v[0], 13) ^ right_by(v[0], 22);
    uint32_t second = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof v[0]);
    v[4] += first;
    v[0] = first + second;
  }
  for (int i = 0; i < 8; i++) {
    hash[i] += v[i];
  }
}

static void sha256(const unsigned char *message, uint32_t hash[8]) {
  static const uint32_t begin[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  unsigned char padded[(BYTES + 8) / 64 * 64 + 64] = {0};
  memcpy(hash, begin, sizeof begin);
  memcpy(padded, message, BYTES);
  padded[BYTES] = 0x80;
  for (int i = 0; i < 4; i++) {
    padded[sizeof padded - 1 - (size_t)i] = (unsigned char)(BYTES * 8 >> 8 * i);
  }
  for (size_t block = 0; block < sizeof padded; block += 64) {
    compress(hash, padded + block);
  }
}

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "sha256", "sha256.cl", "sha256");
  if (status) {
    return status;
  }
  struct pv_buffer messages = example_buffer(&example, MESSAGES * BYTES);
  struct pv_buffer digests = example_buffer(&example, MESSAGES * 32);
  uint32_t state = 8;
  for (size_t i = 0; i < MESSAGES * BYTES; i++) {
    ((unsigned char *)messages.memory)[i] = (unsigned char)(example_next(&state) >> 24);
  }
  pv_arg_buffer(&example.args, &messages);
  pv_arg_buffer(&example.args, &digests);
  pv_arg_u32(&example.args, BYTES);
  pv_arg_u32(&example.args, MESSAGES);
  if (example_run(&example, pv_grid_1d(MESSAGES, 64)) < 0) {
    return example_fail("sha256", &example.device);
  }
  int right = 1;
  for (size_t i = 0; i < MESSAGES; i++) {
    uint32_t expected[8];
    sha256((unsigned char *)messages.memory + i * BYTES, expected);
    right = right && memcmp((char *)digests.memory + i * 32, expected, 32) == 0;
  }
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, digests.memory, MESSAGES * 32));
}
