// The built-in kernels of docs/virtual-accelerator.md, section 5. Each operation rounds by itself, in the order given there, so that
// the results are the same bits on every engine: no contraction, no relaxed mathematics, and whoever tiles keeps the order of k.
#pragma OPENCL FP_CONTRACT OFF

kernel void vector_add(global const float *a, global const float *b, global float *result, ulong count) {
  size_t i = get_global_id(0);
  if (i < count) {
    result[i] = a[i] + b[i];
  }
}

kernel void saxpy(global const float *x, global float *y, ulong count, float alpha) {
  size_t i = get_global_id(0);
  if (i < count) {
    float scaled = alpha * x[i];
    y[i] = scaled + y[i];
  }
}

// Matrices on a CPU: one work-item for a block of ROWS x COLUMNS of c. A panel of b is packed where the first-level cache keeps it, and
// the sums of RUN rows are in registers for DEPTH steps of k.
#define COLUMNS 32
#define ROWS 64
#define RUN 6
#define DEPTH 192

static void sgemm_store(global float *c, float sum, float alpha, float beta) {
  float scaled = alpha * sum;
  if (beta == 0) {
    *c = scaled;
  } else {
    float old = beta * *c;
    *c = scaled + old;
  }
}

kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void sgemm_blocks(global const float *a, global const float *b, global float *c, uint m, uint n, uint k, float alpha,
    float beta) {
  float16 panel[2 * DEPTH];
  float16 sums[2 * (ROWS + RUN)];
  size_t column = get_global_id(0) * (size_t) COLUMNS;
  size_t row = get_global_id(1) * (size_t) ROWS;
  uint columns = min((size_t) COLUMNS, n - column);
  uint rows = min((size_t) ROWS, m - row);
  for (uint i = 0; i < 2 * (ROWS + RUN); i++) {
    sums[i] = 0;
  }
  for (uint depth = 0; depth < k; depth += DEPTH) {
    uint depths = min((uint) DEPTH, k - depth);
    for (uint p = 0; p < depths; p++) {
      global const float *from = b + (size_t) (depth + p) * n + column;
      if (columns == COLUMNS) {
        panel[2 * p] = vload16(0, from);
        panel[2 * p + 1] = vload16(1, from);
      } else {
        float *to = (float *) &panel[2 * p];
        for (uint j = 0; j < COLUMNS; j++) {
          to[j] = j < columns ? from[j] : 0;
        }
      }
    }
    for (uint i = 0; i < rows; i += RUN) {
      global const float *a0 = a + (row + i) * (size_t) k + depth;
      global const float *a1 = a + (row + min(i + 1, rows - 1)) * (size_t) k + depth;
      global const float *a2 = a + (row + min(i + 2, rows - 1)) * (size_t) k + depth;
      global const float *a3 = a + (row + min(i + 3, rows - 1)) * (size_t) k + depth;
      global const float *a4 = a + (row + min(i + 4, rows - 1)) * (size_t) k + depth;
      global const float *a5 = a + (row + min(i + 5, rows - 1)) * (size_t) k + depth;
      float16 *s = &sums[2 * i];
      float16 s00 = s[0], s01 = s[1], s10 = s[2], s11 = s[3], s20 = s[4], s21 = s[5];
      float16 s30 = s[6], s31 = s[7], s40 = s[8], s41 = s[9], s50 = s[10], s51 = s[11];
      for (uint p = 0; p < depths; p++) {
        float16 b0 = panel[2 * p];
        float16 b1 = panel[2 * p + 1];
        s00 = s00 + a0[p] * b0;
        s01 = s01 + a0[p] * b1;
        s10 = s10 + a1[p] * b0;
        s11 = s11 + a1[p] * b1;
        s20 = s20 + a2[p] * b0;
        s21 = s21 + a2[p] * b1;
        s30 = s30 + a3[p] * b0;
        s31 = s31 + a3[p] * b1;
        s40 = s40 + a4[p] * b0;
        s41 = s41 + a4[p] * b1;
        s50 = s50 + a5[p] * b0;
        s51 = s51 + a5[p] * b1;
      }
      s[0] = s00, s[1] = s01, s[2] = s10, s[3] = s11, s[4] = s20, s[5] = s21;
      s[6] = s30, s[7] = s31, s[8] = s40, s[9] = s41, s[10] = s50, s[11] = s51;
    }
  }
  for (uint i = 0; i < rows; i++) {
    float *s = (float *) &sums[2 * i];
    for (uint j = 0; j < columns; j++) {
      sgemm_store(c + (row + i) * (size_t) n + column + j, s[j], alpha, beta);
    }
  }
}

// Matrices on a GPU: a work-group for TILE x TILE elements of c, tiles of a and b in local memory.
#define TILE 16

kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
void sgemm_tiles(global const float *a, global const float *b, global float *c, uint m, uint n, uint k, float alpha,
    float beta) {
  local float left[TILE][TILE + 1];
  local float right[TILE][TILE + 1];
  uint x = get_local_id(0);
  uint y = get_local_id(1);
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  float sum = 0;
  for (uint depth = 0; depth < k; depth += TILE) {
    left[y][x] = row < m && depth + x < k ? a[row * k + depth + x] : 0;
    right[y][x] = column < n && depth + y < k ? b[(size_t) (depth + y) * n + column] : 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    uint depths = min((uint) TILE, k - depth);
    for (uint p = 0; p < depths; p++) {
      float product = left[y][p] * right[p][x];
      sum = sum + product;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (row < m && column < n) {
    sgemm_store(c + row * n + column, sum, alpha, beta);
  }
}

// Reductions: 256 lanes, lane l takes elements l, l + 256, ... in order.
#define LANES 256
#define SUM 0
#define MINIMUM 1
#define MAXIMUM 2

static float neutral(uint operation) {
  return operation == SUM ? 0.0f : operation == MINIMUM ? INFINITY : -INFINITY;
}

static float combined(uint operation, float lane, float value) {
  if (operation == SUM) {
    return lane + value;
  } else if (operation == MINIMUM) {
    return value < lane ? value : lane;
  }
  return value > lane ? value : lane;
}

// On a CPU: a work-item takes half of the lanes, sixteen to a register.
#define PART 128
#define REGISTERS (PART / 16)

#define REDUCE_ROWS(EXPRESSION)                              \
  for (ulong row = 0; row < rows; row++) {                   \
    global const float *from = input + row * LANES + first;  \
    for (uint r = 0; r < REGISTERS; r++) {                   \
      float16 lane = lanes[r];                               \
      float16 value = vload16(r, from);                      \
      lanes[r] = EXPRESSION;                                 \
    }                                                        \
  }

kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduce_rows(global const float *input, global float *partial, ulong count, uint operation) {
  uint first = get_global_id(0) * PART;
  ulong rows = count / LANES;
  uint rest = count % LANES;
  float16 lanes[REGISTERS];
  for (uint r = 0; r < REGISTERS; r++) {
    lanes[r] = neutral(operation);
  }
  if (operation == SUM) {
    REDUCE_ROWS(lane + value)
  } else if (operation == MINIMUM) {
    REDUCE_ROWS(select(lane, value, value < lane))
  } else {
    REDUCE_ROWS(select(lane, value, value > lane))
  }
  float *each = (float *) lanes;
  for (uint l = 0; l < PART; l++) {
    if (first + l < rest) {
      each[l] = combined(operation, each[l], input[rows * LANES + first + l]);
    }
    partial[first + l] = each[l];
  }
}

// On a GPU: a work-item for each lane.
kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void reduce_lanes(global const float *input, global float *partial, ulong count, uint operation) {
  uint l = get_global_id(0);
  float lane = neutral(operation);
  for (ulong i = l; i < count; i += LANES) {
    lane = combined(operation, lane, input[i]);
  }
  partial[l] = lane;
}

kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduce_combine(global float *partial, global float *output, uint operation) {
  for (uint half_ = LANES / 2; half_ > 0; half_ /= 2) {
    for (uint i = 0; i < half_; i++) {
      partial[i] = combined(operation, partial[i], partial[i + half_]);
    }
  }
  output[0] = partial[0];
}
