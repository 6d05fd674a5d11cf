"""Paravane for Python programs: buffers, programs, kernels and queues of a device node, with nothing but ioctl, mmap and struct.

    with Device() as device:                            # the first node below $PARAVANE_ROOT, or /run/paravane
        x, y = device.buffer(4 * n), device.buffer(4 * n)
        saxpy = device.build(source).kernel("saxpy")
        queue = device.queue()
        queue.dispatch(saxpy, (n,), (64,), x, y, 2.0, n)
        queue.finish()

What the node refuses is an OSError, work that was lost a LostError, a program that does not build a BuildError with the log.
For one thread at a time. docs/virtual-accelerator.md of the project is the manual of everything below.

SPDX-License-Identifier: Apache-2.0
"""

import array
import errno
import fcntl
import mmap
import os
import struct

PAGE = 4096
PENDING = 0x103  # STATUS_PENDING: a fence tells of the end
GLOBAL, CONSTANT, LOCAL, VALUE = 1, 2, 3, 4
BUILT, BUILD_FAILED, REFUSED = 1, 2, 3
SIMULATED, OPENCL = 1, 2
_LOOKS = 200


def _code(number, size):
    """The request code of an ioctl that reads and writes its argument."""
    return 3 << 30 | size << 16 | ord("G") << 8 | number


class _Struct:
    """A C struct of an ioctl: its layout and its request code."""

    def __init__(self, name, number, layout):
        self.name = name
        self.layout = struct.Struct("<" + layout)
        self.code = _code(number, self.layout.size)


CREATEDEVICE = _Struct("CREATEDEVICE", 0x02, "4I Q2I Q2I Q2I")
CREATECONTEXTVIRTUAL = _Struct("CREATECONTEXTVIRTUAL", 0x04, "4I Q3I 4x")
DESTROYCONTEXT = _Struct("DESTROYCONTEXT", 0x05, "I")
CREATEALLOCATION = _Struct("CREATEALLOCATION", 0x06, "4I Q2I Q2I Q2I Q")
CREATEPAGINGQUEUE = _Struct("CREATEPAGINGQUEUE", 0x07, "4I Q I 4x")
QUERYADAPTERINFO = _Struct("QUERYADAPTERINFO", 0x09, "2I Q I 4x")
MAKERESIDENT = _Struct("MAKERESIDENT", 0x0B, "2I 2Q I 4x 2Q")
MAPGPUVIRTUALADDRESS = _Struct("MAPGPUVIRTUALADDRESS", 0x0C, "I 4x 3Q I 4x 4Q I 4x 3Q")
GETDEVICESTATE = _Struct("GETDEVICESTATE", 0x0E, "2I I 44x")
DESTROYALLOCATION2 = _Struct("DESTROYALLOCATION2", 0x13, "2I Q 2I")
CREATEHWQUEUE = _Struct("CREATEHWQUEUE", 0x18, "4I Q 2I 2Q")
DESTROYDEVICE = _Struct("DESTROYDEVICE", 0x19, "I")
DESTROYHWQUEUE = _Struct("DESTROYHWQUEUE", 0x1B, "I")
FREEGPUVIRTUALADDRESS = _Struct("FREEGPUVIRTUALADDRESS", 0x20, "2I 2Q")
LOCK2 = _Struct("LOCK2", 0x25, "4I Q")
SUBMITCOMMANDTOHWQUEUE = _Struct("SUBMITCOMMANDTOHWQUEUE", 0x34, "2I 2Q 2I Q 2I Q")
UNLOCK2 = _Struct("UNLOCK2", 0x37, "2I")
WAIT = _Struct("WAITFORSYNCHRONIZATIONOBJECTFROMCPU", 0x3A, "2I 3Q I 4x")
ENUMADAPTERS3 = _Struct("ENUMADAPTERS3", 0x3E, "Q 2I Q")

ALLOCATION_INFO = struct.Struct("<I 4x 2Q 3I 4x 2Q 40x")
ALLOCATION_DESCRIPTION = struct.Struct("<2I 2Q 2I")
KERNEL_TABLE = struct.Struct("<4I")
KERNEL_ENTRY = struct.Struct("<Q 2I 48s")
DEVICE_INFO = struct.Struct("<12I 4Q 128s 64s 64s 64s 48s")
RESULT = struct.Struct("<4I Q 6I 2Q")
RESULT_KERNEL = struct.Struct("<3Q 8I Q 64s")
RESULT_ARGUMENT = struct.Struct("<4I 24s 24s")

DISPATCH = struct.Struct("<6H 5I 4Q")
COPY = struct.Struct("<2H I 3Q 16x 2Q")
FILL = struct.Struct("<2H I 2Q 24x 2Q")
LOAD = struct.Struct("<2H I 4Q 2I 2Q")
UNLOAD = struct.Struct("<2H I Q 32x 2Q")
HEADER_DISPATCH, HEADER_VENDOR = 0x1402, 0x1400  # type, and fences of the whole system


class LostError(OSError):
    """Work was lost: a fault, a timeout, an engine or a device that is gone. The queue is lost with it."""


class BuildError(Exception):
    """A program was not built; `log` says why."""

    def __init__(self, status, log):
        super().__init__(("program was refused: " if status == REFUSED else "program does not build: ") + log)
        self.status = status
        self.log = log


class Local:
    """So many bytes of local memory, for a local pointer."""

    def __init__(self, size):
        self.size = size


class _Memory:
    """Bytes with an address, for pointers inside of arguments."""

    def __init__(self, content):
        self.bytes = array.array("B", content)
        self.address = self.bytes.buffer_info()[0]


def _text(field):
    return field.split(b"\0", 1)[0].decode("utf-8", "replace")


class Word:
    """A 64-bit word that the host writes and we read."""

    def __init__(self, fd, offset):
        self.at = offset % PAGE
        self.page = mmap.mmap(fd, PAGE, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset - self.at)

    def read(self):
        return struct.unpack_from("<Q", self.page, self.at)[0]

    def close(self):
        self.page.close()


class Info:
    """What the device behind a node is."""

    NAMES = ("magic", "version", "engine", "flags", "compute_units", "max_workgroup_size", "max_work_items_x",
             "max_work_items_y", "max_work_items_z", "pointer_alignment", "max_kernarg_bytes", "max_programs",
             "local_memory_bytes", "global_memory_bytes", "max_allocation_bytes", "code_limit_bytes", "name", "vendor",
             "driver_version", "device_version", "language_version")

    def __init__(self, fields):
        for name, value in zip(self.NAMES, fields):
            setattr(self, name, _text(value) if isinstance(value, bytes) else value)
        self.shared_memory, self.opencl_c, self.spir_v = (bool(self.flags & 1 << bit) for bit in range(3))


class Device:
    """An open node."""

    def __init__(self, node=None):
        self.path, self.fd = self._open(node)
        try:
            self._start()
        except BaseException:
            os.close(self.fd)
            raise

    @staticmethod
    def _open(node):
        if node is not None:
            return node, os.open(node, os.O_RDWR | os.O_CLOEXEC)
        folder = os.path.join(os.environ.get("PARAVANE_ROOT") or "/run/paravane", "dev/accel")
        names = sorted(os.listdir(folder), key=lambda name: (len(name), name))
        if not names:
            raise FileNotFoundError(errno.ENOENT, "no device node", folder)
        path = os.path.join(folder, names[0])
        return path, os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def _start(self):
        shown = _Memory(bytes(16 * 20))
        count = self.call(ENUMADAPTERS3, 1, 16, 0, shown.address)[1]
        if count == 0:
            raise OSError(errno.ENODEV, "node shows no adapter", self.path)
        self.adapter = struct.unpack_from("<I", shown.bytes)[0]
        self.info = self._info()
        self.handle = self.create_device()
        made = self.call(CREATEPAGINGQUEUE, self.handle, 0, 0, 0, 0, 0)
        self.paging_queue, self.paging_fence = made[2], made[3]
        self.paging = Word(self.fd, made[4])

    def call(self, request, *fields):
        """Issues an ioctl; answers the fields of its argument afterwards."""
        return self.call_status(request, *fields)[1]

    def call_status(self, request, *fields):
        argument = bytearray(request.layout.pack(*fields))
        try:
            status = fcntl.ioctl(self.fd, request.code, argument, True)
        except OSError as failed:
            raise OSError(failed.errno, request.name + ": " + os.strerror(failed.errno), self.path) from None
        return status, request.layout.unpack(argument)

    def query(self, content):
        """A private query: what begins with a magic is answered in place."""
        memory = _Memory(content)
        self.call(QUERYADAPTERINFO, self.adapter, 0, memory.address, len(content))
        return memory.bytes.tobytes()

    def _info(self):
        empty = bytearray(DEVICE_INFO.size)
        struct.pack_into("<4sI", empty, 0, b"PVDV", 1)
        try:
            return Info(DEVICE_INFO.unpack(self.query(empty)))
        except OSError:
            return Info(DEVICE_INFO.unpack(bytes(DEVICE_INFO.size)))

    def create_device(self):
        return self.call(CREATEDEVICE, self.adapter, *(0,) * 12)[3]

    def wait(self, owner, word, fence, value):
        """Waits for a fence: looks a little, then sleeps in the node."""
        for _ in range(_LOOKS):
            if word.read() >= value:
                return
        fences, values = _Memory(struct.pack("<I", fence)), _Memory(struct.pack("<Q", value))
        while word.read() < value:
            try:
                self.call(WAIT, owner, 1, fences.address, values.address, 0, 0)
            except OSError:
                if word.read() < value:
                    raise

    def buffer(self, size, local=False):
        """Memory of engines: mapped here as well, or the device's own."""
        return Buffer(self, size, local)

    def queue(self, kernarg_bytes=256):
        return Queue(self, kernarg_bytes)

    def kernel(self, name):
        """A built-in kernel."""
        content = bytearray(KERNEL_TABLE.size + 64 * KERNEL_ENTRY.size)
        KERNEL_TABLE.pack_into(content, 0, 0x544B5650, 1, 0, 0)
        table = self.query(content)
        for i in range(KERNEL_TABLE.unpack_from(table)[3]):
            kernel, size, _, text = KERNEL_ENTRY.unpack_from(table, KERNEL_TABLE.size + i * KERNEL_ENTRY.size)
            if _text(text) == name:
                return Kernel(name, kernel, size, None, None)
        raise KeyError(name)

    def build(self, source, options=""):
        """Builds a program from OpenCL C."""
        if not self.info.opencl_c:
            raise BuildError(REFUSED, "device takes no OpenCL C: device=" + self.info.name)
        return Program(self, source.encode(), options.encode())

    def fault_text(self):
        """What the host says of a fault: the tree has it in a file of each client."""
        root, _, name = self.path.partition("/dev/accel/")
        folder = os.path.join(root, "sys/class/accel", name, "clients")
        said = ""
        for client in sorted(os.listdir(folder), key=len) if name and os.path.isdir(folder) else ():
            try:
                with open(os.path.join(folder, client, "pid"), encoding="utf-8") as pid:
                    mine = int(pid.read()) == os.getpid()
                with open(os.path.join(folder, client, "fault"), encoding="utf-8") as fault:
                    said = fault.read().strip() or said if mine else said
            except OSError:
                continue  # That client is gone.
        return said

    def close(self):
        """Closes the node; the device forgets everything that was made of it."""
        if self.fd >= 0:
            self.paging.close()
            os.close(self.fd)
            self.fd = -1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Buffer:
    """Memory that engines find at `address`, and the program, if it is mapped, in `memory`."""

    def __init__(self, device, size, local):
        self.device = device
        description = _Memory(ALLOCATION_DESCRIPTION.pack(0x4C415650, 1, size, 0, 0 if local else 1, 1 if local else 2))
        info = _Memory(ALLOCATION_INFO.pack(0, 0, description.address, ALLOCATION_DESCRIPTION.size, 0, 0, 0, 0))
        device.call(CREATEALLOCATION, device.handle, 0, 0, 0, 0, 0, 0, 0, 0, 1, info.address, 0, 0, 0)
        self.allocation = struct.unpack_from("<I", info.bytes)[0]
        self.size = struct.unpack_from("<Q", description.bytes, 8)[0]
        status, mapped = device.call_status(MAPGPUVIRTUALADDRESS, device.paging_queue, 0, 0, 0, self.allocation, 0,
                                            self.size // PAGE, 1, 0, 0, 0, 0, 0)
        self.address = mapped[11]
        self._paged(status, mapped[12])
        handles = _Memory(struct.pack("<I", self.allocation))
        status, resident = device.call_status(MAKERESIDENT, device.paging_queue, 1, handles.address, 0, 0, 0, 0)
        self._paged(status, resident[5])
        self.memory = None
        if not local:
            offset = device.call(LOCK2, device.handle, self.allocation, 0, 0, 0)[4]
            self.memory = mmap.mmap(device.fd, self.size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)

    def _paged(self, status, value):
        if status == PENDING:
            self.device.wait(self.device.handle, self.device.paging, self.device.paging_fence, value)

    def write(self, content, offset=0):
        self.memory[offset:offset + len(content)] = content

    def read(self, size, offset=0):
        return self.memory[offset:offset + size]

    def write_words(self, layout, values, offset=0):
        """Writes values of one type: `f` floats, `I` words."""
        struct.pack_into("<%d%s" % (len(values), layout), self.memory, offset, *values)

    def read_words(self, layout, count, offset=0):
        return struct.unpack_from("<%d%s" % (count, layout), self.memory, offset)

    def close(self):
        """Gives it back; nothing that runs may use it any more."""
        device = self.device
        if self.memory is not None:
            self.memory.close()
            device.call(UNLOCK2, device.handle, self.allocation)
        device.call(FREEGPUVIRTUALADDRESS, device.adapter, 0, self.address, self.size)
        handles = _Memory(struct.pack("<I", self.allocation))
        device.call(DESTROYALLOCATION2, device.handle, 0, handles.address, 1, 0)


class Argument:
    """What is known of an argument of a kernel."""

    FORMATS = {"float": "f", "double": "d", "char": "b", "uchar": "B", "short": "h", "ushort": "H", "int": "i", "uint": "I",
               "long": "q", "ulong": "Q"}

    def __init__(self, fields):
        self.kind, _, self.offset, self.size = fields[:4]
        self.name, self.type = _text(fields[4]), _text(fields[5])

    def pack_into(self, target, value):
        if self.kind in (GLOBAL, CONSTANT) and isinstance(value, (Buffer, int)):
            struct.pack_into("<Q", target, self.offset, value if isinstance(value, int) else value.address)
        elif self.kind == LOCAL and isinstance(value, Local):
            struct.pack_into("<Q", target, self.offset, value.size)
        elif self.kind == VALUE and isinstance(value, bytes) and len(value) == self.size:
            target[self.offset:self.offset + self.size] = value
        elif self.kind == VALUE and self.type in self.FORMATS and isinstance(value, (int, float)):
            struct.pack_into("<" + self.FORMATS[self.type], target, self.offset, value)
        else:
            raise TypeError("wrong argument: name=%s, takes=%s, got=%s" % (self.name, self.type, type(value).__name__))


class Kernel:
    """A kernel: built in, where arguments are packed by a struct layout, or of a program."""

    def __init__(self, name, kernel, kernarg_bytes, arguments, limits):
        self.name, self.object, self.kernarg_bytes = name, kernel, kernarg_bytes
        self.arguments = arguments
        self.limits = limits

    def pack(self, values):
        packed = bytearray(self.kernarg_bytes)
        if self.arguments is None:
            if len(values) != 1 or len(values[0]) != self.kernarg_bytes:
                raise TypeError("%s takes a packed struct of %d bytes" % (self.name, self.kernarg_bytes))
            return values[0]
        if len(values) != len(self.arguments):
            raise TypeError("%s takes %d arguments, got %d" % (self.name, len(self.arguments), len(values)))
        for argument, value in zip(self.arguments, values):
            argument.pack_into(packed, value)
        return packed


class Program:
    """A program that the device has built."""

    def __init__(self, device, code, options):
        self.device = device
        queue = device.queue()  # of its own: a build that takes long holds up nothing
        try:
            result = self._load(queue, code, options, 64 << 10)
            head = RESULT.unpack_from(result)
            if head[11] > len(result):
                if head[2] == BUILT:
                    queue.unload(head[4])
                result = self._load(queue, code, options, min(head[11], 64 << 20))
        finally:
            queue.close()
        self._read(result)

    def _load(self, queue, code, options, result_bytes):
        options_at = (len(code) + 63) // 64 * 64
        result_at = options_at + (len(options) + 63) // 64 * 64
        memory = self.device.buffer(result_at + result_bytes)
        try:
            memory.write(code)
            memory.write(options, options_at)
            queue.packet(LOAD.pack(HEADER_VENDOR, 4, 1, memory.address, len(code),
                                   memory.address + options_at if options else 0, memory.address + result_at,
                                   result_bytes, len(options), 0, 0))
            queue.finish()
            return memory.read(result_bytes, result_at)
        finally:
            memory.close()

    def _read(self, result):
        magic, version, status, kernels, self.number, arguments, kernels_at, arguments_at, log_at, log_bytes = \
            RESULT.unpack_from(result)[:10]
        if magic != 0x52505650 or version != 1:
            raise OSError(errno.EPROTO, "result of a build is none")
        self.log = result[log_at:log_at + log_bytes].decode("utf-8", "replace")
        if status != BUILT:
            raise BuildError(status, self.log)
        known = [Argument(RESULT_ARGUMENT.unpack_from(result, arguments_at + i * RESULT_ARGUMENT.size))
                 for i in range(arguments)]
        self.kernels = {}
        for i in range(kernels):
            fields = RESULT_KERNEL.unpack_from(result, kernels_at + i * RESULT_KERNEL.size)
            name, first, count = _text(fields[12]), fields[5], fields[4]
            self.kernels[name] = Kernel(name, fields[0], fields[3], known[first:first + count], fields)

    def kernel(self, name):
        return self.kernels[name]

    def close(self):
        """Unloads it; nothing that runs may use it any more."""
        queue = self.device.queue()
        try:
            queue.unload(self.number)
        finally:
            queue.close()


class Queue:
    """An in-order queue with packets of its own. A fault costs this queue only."""

    PACKETS = 256

    def __init__(self, device, kernarg_bytes=256):
        self.device = device
        self.kernarg_bytes = (kernarg_bytes + 63) // 64 * 64
        self.executed_at = self.PACKETS * (64 + self.kernarg_bytes + 16)
        self.ring = device.buffer(self.executed_at + 64)
        self.handle = device.create_device()
        self.context = device.call(CREATECONTEXTVIRTUAL, self.handle, 0, 1, 1 << 4, 0, 0, 0, 0)[7]
        made = device.call(CREATEHWQUEUE, self.context, 0, 0, 0, 0, 0, 0, 0, 0)
        self.queue, self.fence = made[5], made[6]
        self.progress = Word(device.fd, made[7])
        self.first = self.progress.read()
        self.written = self.submitted = self.done = self.tickets = 0
        self.ends = []  # of submissions that are not done: positions behind their last packets

    def dispatch(self, kernel, items, group, *arguments):
        """Starts a kernel on up to three dimensions; sizes of items and groups are tuples."""
        packed = kernel.pack(arguments)
        if len(packed) > self.kernarg_bytes:
            raise ValueError("queue has no room for the arguments: kernel=" + kernel.name)
        if kernel.limits is not None and any(one % size for one, size in zip(items, group)):
            raise ValueError("grid is not whole work-groups: kernel=%s, items=%s, group=%s" % (kernel.name, items, group))
        self._room()
        at = self.PACKETS * 64 + self.written % self.PACKETS * self.kernarg_bytes
        self.ring.write(packed, at)
        x, y, z = tuple(items) + (1,) * (3 - len(items))
        gx, gy, gz = tuple(group) + (1,) * (3 - len(group))
        self._write(DISPATCH.pack(HEADER_DISPATCH, len(items), gx, gy, gz, 0, x, y, z, 0, 0, kernel.object,
                                  self.ring.address + at, 0, 0))

    def copy(self, destination, source, size):
        """Copies bytes between addresses; ranges do not overlap."""
        self.packet(COPY.pack(HEADER_VENDOR, 1, 0, source, destination, size, 0, 0))

    def fill(self, destination, size, pattern):
        """Fills with a 32-bit pattern."""
        self.packet(FILL.pack(HEADER_VENDOR, 2, pattern, destination, size, 0, 0))

    def unload(self, program):
        self.packet(UNLOAD.pack(HEADER_VENDOR, 5, 0, program, 0, 0))
        self.finish()

    def packet(self, content):
        self._room()
        self._write(content)

    def _write(self, content):
        self.ring.write(content, self.written % self.PACKETS * 64)
        self.written += 1

    def _room(self):
        if self.written - self.done == self.PACKETS:
            self.submit()
            self.wait(self.tickets - len(self.ends) + 1)

    def times(self):
        """Asks for the times of the packet written last; answers a function that reads them when it is done."""
        slot = (self.written - 1) % self.PACKETS
        at = self.PACKETS * (64 + self.kernarg_bytes) + slot * 16
        struct.pack_into("<Q", self.ring.memory, slot * 64 + 48, self.ring.address + at)
        return lambda: struct.unpack_from("<2Q", self.ring.memory, at)

    def submit(self):
        """Hands over what was written; answers a ticket to wait for."""
        while self.submitted < self.written:
            slot = self.submitted % self.PACKETS
            run = min(self.written - self.submitted, self.PACKETS - slot)
            struct.pack_into("<Q", self.ring.memory, (slot + run) * 64 - 8, self.ring.address + self.executed_at)
            try:
                self.device.call(SUBMITCOMMANDTOHWQUEUE, self.queue, 0, self.first + self.tickets + 1,
                                 self.ring.address + slot * 64, run * 64, 0, 0, 0, 0, 0)
            except OSError as failed:
                if failed.errno == errno.EAGAIN and self.ends:
                    self.wait(self.tickets - len(self.ends) + 1)
                    continue
                raise self._lost() if failed.errno == errno.ECANCELED else failed
            self.submitted += run
            self.tickets += 1
            self.ends.append(self.submitted)
        return self.tickets

    def wait(self, ticket):
        """Waits until the work of a ticket is done."""
        self.device.wait(self.handle, self.progress, self.fence, self.first + ticket)
        # A submission is counted as executed before its fence says that it has ended.
        executed = -struct.unpack_from("<q", self.ring.memory, self.executed_at)[0]
        if executed < ticket:
            raise self._lost()
        while self.ends and self.tickets - len(self.ends) < ticket:
            self.done = self.ends.pop(0)

    def _lost(self):
        state = self.device.call(GETDEVICESTATE, self.handle, 1, 0)[2]
        text = self.device.fault_text()
        return LostError(errno.ECANCELED, "work was lost: %s%sexecution state=%d" % (text, ", " if text else "", state),
                         self.device.path)

    def finish(self):
        """Submits, and waits until everything is done."""
        self.wait(self.submit())

    def close(self):
        self.progress.close()
        self.device.call(DESTROYHWQUEUE, self.queue)
        self.device.call(DESTROYCONTEXT, self.context)
        self.device.call(DESTROYDEVICE, self.handle)
        self.ring.close()
