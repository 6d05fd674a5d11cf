#!/usr/bin/env python3
"""The examples in Python: each runs on a device node, verifies its result with plain arithmetic, and prints one line.

    examples.py NAME NODE KERNELS [IMAGE]    NAME: see below, or `all`; NODE: "" for the first; IMAGE: a PPM file for mandelbrot

The exit status is 0 if the results are right, 1 if not, 2 if they were not computed, 77 if the device takes no programs.
"""

import array
import hashlib
import math
import os
import struct
import sys
import time

import paravane

SKIPPED = 77


def numbers(count, seed):
    """Numbers of a linear congruential generator."""
    state, made = seed, array.array("I")
    for _ in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        made.append(state)
    return made


def floats(count, seed):
    """Floats in [0, 1) with 24 bits."""
    return [(number >> 8) / 16777216.0 for number in numbers(count, seed)]


def as_float(value):
    """Rounded to 32 bits."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def digest(*parts):
    """FNV-1a of bytes."""
    value = 0xCBF29CE484222325
    for part in parts:
        for byte in part:
            value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def close(got, expected, tolerance):
    """Whether floats are those expected, by a tolerance relative to the larger of 1 and what is expected."""
    for i, (one, wanted) in enumerate(zip(got, expected)):
        if not abs(one - wanted) <= tolerance * max(1.0, abs(wanted)):
            print("element %d: expected %.9g, got %.9g" % (i, wanted, one), file=sys.stderr)
            return False
    return True


class Work:
    """An open device with a queue and the kernels of a folder."""

    def __init__(self, device, folder):
        self.device, self.folder = device, folder
        self.queue = device.queue()
        self.begin, self.micros = time.monotonic(), 0

    def kernel(self, file, name):
        with open(os.path.join(self.folder, file), encoding="utf-8") as source:
            return self.device.build(source.read()).kernel(name)

    def floats(self, values):
        buffer = self.device.buffer(4 * len(values))
        buffer.write_words("f", values)
        return buffer

    def zeros(self, count):
        return self.device.buffer(4 * count)

    def run(self, kernel, items, group, *arguments):
        self.begin = time.monotonic()
        self.queue.dispatch(kernel, items, group, *arguments)
        self.finish()

    def finish(self):
        self.queue.finish()
        self.micros = int((time.monotonic() - self.begin) * 1e6)


def saxpy(work, _):
    count, alpha = 65536, 1.5
    x, y = floats(count, 1), floats(count, 2)
    kernel = work.kernel("saxpy.cl", "saxpy")
    xs, ys = work.floats(x), work.floats(y)
    work.run(kernel, (count,), (64,), xs, ys, alpha, count)
    expected = [alpha * one + other for one, other in zip(x, y)]
    return close(ys.read_words("f", count), expected, 1e-6), digest(ys.read(4 * count))


def sgemm(work, _):
    m, n, k = 64, 48, 56
    a, b = floats(m * k, 3), floats(k * n, 4)
    kernel = work.kernel("sgemm.cl", "sgemm")
    c = work.zeros(m * n)
    work.run(kernel, (n, m), (8, 8), work.floats(a), work.floats(b), c, m, n, k)
    expected = [sum(a[row * k + p] * b[p * n + column] for p in range(k)) for row in range(m) for column in range(n)]
    return close(c.read_words("f", m * n), expected, 1e-5), digest(c.read(4 * m * n))


def reduction(work, _):
    count, group, groups = 65536, 64, 16
    values = floats(count, 5)
    kernel = work.kernel("reduction.cl", "reduce_sum")
    sums = work.zeros(groups)
    work.run(kernel, (group * groups,), (group,), work.floats(values), sums, paravane.Local(4 * group), count)
    right = close([sum(sums.read_words("f", groups))], [math.fsum(values)], 1e-5)
    return right, digest(sums.read(4 * groups))


def nbody(work, _):
    count, steps, dt, softening = 256, 2, as_float(0.01), as_float(0.05)
    start = floats(4 * count, 6)
    kernel = work.kernel("nbody.cl", "nbody_step")
    bodies, velocities = (work.floats(start), work.zeros(4 * count)), work.zeros(4 * count)
    for i in range(steps):
        work.queue.dispatch(kernel, (count,), (64,), bodies[i % 2], bodies[(i + 1) % 2], velocities, dt, softening, count)
    work.finish()
    places = [start[4 * i:4 * i + 4] for i in range(count)]
    speeds = [[0.0] * 3 for _ in range(count)]
    for _ in range(steps):
        places = step(places, speeds, dt, softening)
    got = bodies[steps % 2]
    return close(got.read_words("f", 4 * count), [x for place in places for x in place], 1e-4), digest(got.read(16 * count))


def step(places, speeds, dt, softening):
    """One step of bodies, in double precision."""
    for (x, y, z, _), speed in zip(places, speeds):
        fx = fy = fz = 0.0
        for ox, oy, oz, mass in places:
            wx, wy, wz = ox - x, oy - y, oz - z
            pull = mass * (wx * wx + wy * wy + wz * wz + softening) ** -1.5
            fx, fy, fz = fx + wx * pull, fy + wy * pull, fz + wz * pull
        speed[:] = speed[0] + fx * dt, speed[1] + fy * dt, speed[2] + fz * dt
    return [[x + vx * dt, y + vy * dt, z + vz * dt, mass] for (x, y, z, mass), (vx, vy, vz) in zip(places, speeds)]


def histogram(work, _):
    count = 65536
    content = bytes(number >> 24 for number in numbers(count, 7))
    kernel = work.kernel("histogram.cl", "histogram")
    data, bins = work.device.buffer(count), work.zeros(256)
    data.write(content)
    work.run(kernel, (1024,), (64,), data, bins, count)
    return list(bins.read_words("I", 256)) == [content.count(byte) for byte in range(256)], digest(bins.read(1024))


def sha256(work, _):
    messages, size = 256, 100
    content = bytes(number >> 24 for number in numbers(messages * size, 8))
    kernel = work.kernel("sha256.cl", "sha256")
    data, digests = work.device.buffer(len(content)), work.zeros(8 * messages)
    data.write(content)
    work.run(kernel, (messages,), (64,), data, digests, size, messages)
    expected = b"".join(hashlib.sha256(content[i:i + size]).digest() for i in range(0, len(content), size))
    got = struct.pack(">%dI" % (8 * messages), *digests.read_words("I", 8 * messages))
    return got == expected, digest(digests.read(32 * messages))


def stencil(work, _):
    side, steps, rate = 24, 4, 0.125
    cells = side ** 3
    heat = floats(cells, 9)
    kernel = work.kernel("stencil.cl", "stencil")
    buffers = work.floats(heat), work.zeros(cells)
    for i in range(steps):
        work.queue.dispatch(kernel, (side,) * 3, (4,) * 3, buffers[i % 2], buffers[(i + 1) % 2], rate)
    work.finish()
    for _ in range(steps):
        heat = warm(heat, side, rate)
    got = buffers[steps % 2]
    return close(got.read_words("f", cells), heat, 1e-5), digest(got.read(4 * cells))


def warm(heat, side, rate):
    """One step of heat in a box."""
    after = list(heat)
    for z in range(1, side - 1):
        for y in range(1, side - 1):
            for i in range((z * side + y) * side + 1, (z * side + y + 1) * side - 1):
                around = sum(heat[i + way] + heat[i - way] for way in (1, side, side * side))
                after[i] = heat[i] + rate * (around - 6 * heat[i])
    return after


def mandelbrot(work, image):
    width, height, limit, left, top, scale = 192, 128, 64, -2.0, -1.0, 0.015625
    kernel = work.kernel("mandelbrot.cl", "mandelbrot")
    taken = work.zeros(width * height)
    work.run(kernel, (width, height), (8, 8), taken, left, top, scale, limit)
    steps = taken.read_words("I", width * height)
    if image:
        write_image(image, width, height, limit, steps)
    points = range(0, width * height, 37)  # Rounding each operation to 32 bits takes its time here.
    right = all(steps[i] == escape(left + scale * (i % width), top + scale * (i // width), limit) for i in points)
    return right, digest(taken.read(4 * width * height))


def escape(cx, cy, limit):
    """Steps that a point takes to leave, each operation rounded to 32 bits."""
    x = y = 0.0
    for taken in range(limit):
        xx, yy = as_float(x * x), as_float(y * y)
        if as_float(xx + yy) > 4:
            return taken
        x, y = as_float(as_float(xx - yy) + cx), as_float(as_float(as_float(2 * x) * y) + cy)
    return limit


def write_image(path, width, height, limit, steps):
    """Writes a PPM file."""
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        for taken in steps:
            shade = 0 if taken == limit else 255 - taken * 3
            file.write(bytes((shade, shade // 2, 255 - shade)))


def builtins(work, _):
    """Every built-in kernel once; the digest has the same bits on every engine and in every language."""
    count, side, device = 4096, 32, work.device
    a, b, c = work.floats(floats(count, 10)), work.floats(floats(count, 11)), work.zeros(count)

    def run(name, layout, *fields):
        work.run(device.kernel(name), (count,), (64,), struct.pack("<" + layout, *fields))

    parts = []
    run("vector_add", "4Q", a.address, b.address, c.address, count)
    parts.append(c.read(4 * count))
    run("saxpy", "3QfI", a.address, c.address, count, 1.25, 0)
    parts.append(c.read(4 * count))
    run("sgemm", "3Q3I2fI", a.address, b.address, c.address, side, side, side, 0.5, 0.25, 0)
    parts.append(c.read(4 * count))
    for operation in range(3):
        run("reduce", "3Q2I", c.address, b.address, count, operation, 0)
        parts.append(b.read(4))
    run("copy", "3Q", b.address, c.address + 4, 2 * count)
    run("fill", "2Q2I", a.address, 100, 0x12345678, 0)
    return True, digest(*parts, b.read(4 * count), a.read(4 * count))


EXAMPLES = {each.__name__: each for each in
            (builtins, saxpy, sgemm, reduction, nbody, histogram, sha256, stencil, mandelbrot)}


def run(name, device, folder, image):
    if name != "builtins" and not device.info.opencl_c:
        print("%s: skipped, device takes no OpenCL C, device=%s" % (name, device.info.name))
        return SKIPPED
    work = Work(device, folder)
    right, value = EXAMPLES[name](work, image)
    print("%s: %s, digest=%016x, micros=%d, device=%s" % (name, "ok" if right else "WRONG", value,
          work.micros, device.info.name or device.path))
    return 0 if right else 1


def main(words):
    if len(words) < 3 or words[0] not in (*EXAMPLES, "all"):
        print(__doc__, "names:", *EXAMPLES, file=sys.stderr)
        return 64
    try:
        names = list(EXAMPLES) if words[0] == "all" else words[:1]
        with paravane.Device(words[1] or None) as device:
            return max(run(name, device, words[2], words[3] if len(words) > 3 else None) for name in names)
    except (OSError, paravane.BuildError) as failed:
        print("%s: %s" % (words[0], failed), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
