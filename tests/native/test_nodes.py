#!/usr/bin/env python3
"""A mounted tree and its nodes, from Python: fcntl.ioctl, mmap, select.poll, and plain files.

    test_nodes.py ROOT NODE HEADER      HEADER is what `paravane abi --c-header` printed
"""

import ctypes
import errno
import fcntl
import mmap
import os
import re
import select
import signal
import stat
import struct
import sys
import threading
import time
import unittest

ROOT, NODE, HEADER = sys.argv[1:4] if len(sys.argv) > 3 else ("", "", "")
PAGE = 4096


def read_codes(path):
    """The request codes that the header asserts, by name."""
    with open(path, encoding="utf-8") as header:
        pairs = re.findall(r"PARAVANE_ASSERT\((\w+) == (0x[0-9a-f]+)u\);", header.read())
    return {name: int(code, 16) for name, code in pairs}


CODES = read_codes(HEADER) if HEADER else {}


class EnumAdapters3(ctypes.Structure):
    _fields_ = [("filter", ctypes.c_uint64), ("count", ctypes.c_uint32), ("reserved", ctypes.c_uint32),
                ("adapters", ctypes.c_uint64)]


class AdapterInfo(ctypes.Structure):
    _fields_ = [("handle", ctypes.c_uint32), ("luid", ctypes.c_uint32 * 2), ("sources", ctypes.c_uint32),
                ("preferred", ctypes.c_uint32)]


class CreateDevice(ctypes.Structure):
    _fields_ = [("adapter", ctypes.c_uint32), ("reserved3", ctypes.c_uint32), ("flags", ctypes.c_uint32),
                ("device", ctypes.c_uint32), ("rest", ctypes.c_uint64 * 6)]


class AllocationInfo(ctypes.Structure):
    _fields_ = [("allocation", ctypes.c_uint32), ("sysmem", ctypes.c_uint64), ("data", ctypes.c_uint64),
                ("data_size", ctypes.c_uint32), ("source", ctypes.c_uint32), ("flags", ctypes.c_uint32),
                ("address", ctypes.c_uint64), ("priority", ctypes.c_uint64), ("reserved", ctypes.c_uint64 * 5)]


class CreateAllocation(ctypes.Structure):
    _fields_ = [("device", ctypes.c_uint32), ("resource", ctypes.c_uint32), ("share", ctypes.c_uint32),
                ("reserved", ctypes.c_uint32), ("runtime_data", ctypes.c_uint64), ("runtime_size", ctypes.c_uint32),
                ("reserved1", ctypes.c_uint32), ("data", ctypes.c_uint64), ("data_size", ctypes.c_uint32),
                ("count", ctypes.c_uint32), ("infos", ctypes.c_uint64), ("flags", ctypes.c_uint32),
                ("reserved2", ctypes.c_uint32), ("resource_handle", ctypes.c_uint64)]


class Lock2(ctypes.Structure):
    _fields_ = [("device", ctypes.c_uint32), ("allocation", ctypes.c_uint32), ("flags", ctypes.c_uint32),
                ("reserved", ctypes.c_uint32), ("data", ctypes.c_uint64)]


class CreateSyncObject(ctypes.Structure):
    """With the part of a monitored fence."""
    _fields_ = [("device", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("type", ctypes.c_uint32),
                ("flags", ctypes.c_uint32), ("initial", ctypes.c_uint64), ("offset", ctypes.c_uint64),
                ("gpu", ctypes.c_uint64), ("rest", ctypes.c_uint64 * 5), ("shared", ctypes.c_uint32),
                ("pad", ctypes.c_uint32), ("sync_object", ctypes.c_uint32), ("reserved1", ctypes.c_uint32)]


class CpuSignal(ctypes.Structure):
    _fields_ = [("device", ctypes.c_uint32), ("count", ctypes.c_uint32), ("objects", ctypes.c_uint64),
                ("values", ctypes.c_uint64), ("flags", ctypes.c_uint32)]


class CpuWait(ctypes.Structure):
    _fields_ = [("device", ctypes.c_uint32), ("count", ctypes.c_uint32), ("objects", ctypes.c_uint64),
                ("values", ctypes.c_uint64), ("event", ctypes.c_uint64), ("flags", ctypes.c_uint32)]


MONITORED_FENCE = 5


class Guest:
    """An open node with a device."""

    def __init__(self, flags=os.O_RDWR):
        self.fd = os.open(NODE, flags | os.O_CLOEXEC)
        shown = AdapterInfo()
        self.call("LX_DXENUMADAPTERS3", EnumAdapters3(1, 1, 0, ctypes.addressof(shown)))
        self.adapter = shown.handle
        self.device = self.call("LX_DXCREATEDEVICE", CreateDevice(adapter=self.adapter)).device

    def call(self, name, argument):
        fcntl.ioctl(self.fd, CODES[name], argument, True)
        return argument

    def allocate(self, size):
        description = ctypes.create_string_buffer(struct.pack("<IIQQII", 0x4C415650, 1, size, 0, 1, 2))
        info = AllocationInfo(data=ctypes.addressof(description), data_size=32)
        self.call("LX_DXCREATEALLOCATION",
                  CreateAllocation(device=self.device, count=1, infos=ctypes.addressof(info)))
        return info.allocation

    def lock(self, allocation):
        return self.call("LX_DXLOCK2", Lock2(device=self.device, allocation=allocation)).data

    def map(self, offset, size):
        return mmap.mmap(self.fd, size, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset)

    def fence(self):
        return self.call("LX_DXCREATESYNCHRONIZATIONOBJECT",
                         CreateSyncObject(device=self.device, type=MONITORED_FENCE))

    def signal(self, fence, value):
        objects, values = ctypes.c_uint32(fence), ctypes.c_uint64(value)
        self.call("LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU",
                  CpuSignal(self.device, 1, ctypes.addressof(objects), ctypes.addressof(values), 0))

    def wait(self, fence, value, event=0):
        objects, values = ctypes.c_uint32(fence), ctypes.c_uint64(value)
        self.call("LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU",
                  CpuWait(self.device, 1, ctypes.addressof(objects), ctypes.addressof(values), event, 0))

    def close(self):
        os.close(self.fd)


class NodeTest(unittest.TestCase):
    def setUp(self):
        self.guest = Guest()
        self.addCleanup(self.guest.close)

    def assertErrno(self, number, function, *arguments):
        with self.assertRaises(OSError) as raised:
            function(*arguments)
        self.assertEqual(errno.errorcode[number], errno.errorcode[raised.exception.errno])

    def test_request_codes_are_those_of_the_structs(self):
        for name, struct_type in {"LX_DXENUMADAPTERS3": EnumAdapters3, "LX_DXCREATEDEVICE": CreateDevice,
                                  "LX_DXCREATEALLOCATION": CreateAllocation, "LX_DXLOCK2": Lock2,
                                  "LX_DXCREATESYNCHRONIZATIONOBJECT": CreateSyncObject}.items():
            self.assertEqual(ctypes.sizeof(struct_type), CODES[name] >> 16 & 0x3FFF, name)

    def test_unknown_requests_are_enotty(self):
        for code in (0, 0x4747, 0xC0044747, CODES["LX_DXLOCK2"] + 1, 0xC0406400):
            self.assertErrno(errno.ENOTTY, fcntl.ioctl, self.guest.fd, code, bytearray(4096), True)

    def test_read_and_write_are_einval(self):
        self.assertErrno(errno.EINVAL, os.read, self.guest.fd, 16)
        self.assertErrno(errno.EINVAL, os.write, self.guest.fd, b"x" * 16)

    def test_memory_is_shared_with_the_node(self):
        allocation = self.guest.allocate(2 * PAGE)
        try:
            memory = self.guest.map(self.guest.lock(allocation), 2 * PAGE)
        except OSError as refused:
            if refused.errno == errno.ENODEV:
                self.skipTest("nothing can be mapped through this mount")
            raise
        with memory:
            self.assertEqual(bytes(2 * PAGE), memory[:])
            memory[PAGE:PAGE + 4] = b"here"
            with self.guest.map(self.guest.lock(allocation), 2 * PAGE) as other:
                self.assertEqual(b"here", other[PAGE:PAGE + 4])

    def test_a_fence_is_seen_in_memory(self):
        made = self.guest.fence()
        offset = made.offset // PAGE * PAGE
        try:
            page = mmap.mmap(self.guest.fd, PAGE, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset)
        except OSError as refused:
            if refused.errno == errno.ENODEV:
                self.skipTest("nothing can be mapped through this mount")
            raise
        with page:
            self.guest.signal(made.sync_object, 77)
            self.guest.wait(made.sync_object, 77)
            self.assertEqual(77, struct.unpack_from("<Q", page, made.offset % PAGE)[0])

    def test_an_eventfd_becomes_readable(self):
        fence = self.guest.fence().sync_object
        event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.addCleanup(os.close, event)
        self.guest.wait(fence, 1, event)
        poll = select.poll()
        poll.register(event, select.POLLIN)
        self.assertEqual([], poll.poll(20))
        self.guest.signal(fence, 1)
        self.assertEqual([(event, select.POLLIN)], poll.poll(5000))

    def test_a_thread_sleeps_and_another_wakes_it(self):
        fence = self.guest.fence().sync_object
        timer = threading.Timer(0.1, self.guest.signal, (fence, 1))
        timer.start()
        begin = time.monotonic()
        self.guest.wait(fence, 1)
        self.assertGreater(time.monotonic() - begin, 0.05)
        timer.join()

    def test_a_forked_child_is_refused(self):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                self.guest.fence()
            except OSError as refused:
                status = 0 if refused.errno == errno.ENOTTY else 2
            os._exit(status)
        self.assertEqual(0, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        self.guest.signal(self.guest.fence().sync_object, 1)


class TreeTest(unittest.TestCase):
    def test_every_link_leads_somewhere_inside(self):
        seen = 0
        for directory, directories, files in os.walk(ROOT):
            for name in directories + files:
                path = os.path.join(directory, name)
                if os.path.islink(path):
                    seen += 1
                    self.assertFalse(os.path.isabs(os.readlink(path)), path)
                    self.assertTrue(os.path.realpath(path).startswith(os.path.realpath(ROOT)), path)
                    self.assertTrue(os.path.exists(path), path)
        self.assertGreater(seen, 3)

    def test_attributes_read_the_same_twice_and_seek(self):
        path = os.path.join(ROOT, "sys/class/accel", os.path.basename(NODE), "dev")
        with open(path, "rb", buffering=0) as file:
            first = file.read(4096)
            self.assertEqual(b"", file.read(4096))
            file.seek(0)
            self.assertEqual(first, file.read(4096))
            file.seek(1)
            self.assertEqual(first[1:], file.read(4096))
        self.assertRegex(first, rb"^\d+:\d+\n$")

    def test_directories_are_for_everybody_to_read(self):
        for directory, _, _ in os.walk(ROOT):
            mode = os.stat(directory).st_mode
            self.assertTrue(stat.S_ISDIR(mode) and mode & 0o555 == 0o555, directory)

    def test_events_begin_with_what_is_there(self):
        events = os.open(os.path.join(ROOT, "events"), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.addCleanup(os.close, events)
        text = b""
        while b"ACTION=snapshot-end" not in text or not text.endswith(b"\n\n"):
            text += os.read(events, 65536)
        with self.assertRaises(BlockingIOError):
            os.read(events, 4096)
        records = [dict(line.split("=", 1) for line in record.splitlines())
                   for record in text.decode().split("\n\n") if record]
        present = [record for record in records if record["ACTION"] == "present"]
        self.assertIn("accel/" + os.path.basename(NODE), [record.get("DEVNAME") for record in present])
        self.assertEqual("snapshot-end", records[-1]["ACTION"])
        self.assertTrue(all("SEQNUM" in record for record in records[-1:]))

    def test_a_reader_of_events_may_stop_blocking_later(self):
        events = os.open(os.path.join(ROOT, "events"), os.O_RDONLY | os.O_CLOEXEC)
        self.addCleanup(os.close, events)
        fcntl.fcntl(events, fcntl.F_SETFL, os.O_NONBLOCK)
        with self.assertRaises(BlockingIOError):
            while True:
                os.read(events, 65536)

    def test_readers_that_share_a_descriptor_of_events_can_be_killed(self):
        events = os.open(os.path.join(ROOT, "events"), os.O_RDONLY | os.O_CLOEXEC)
        self.addCleanup(os.close, events)
        readers = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                while True:
                    os.read(events, 65536)
            readers.append(child)
        time.sleep(0.3)
        for child in readers:
            os.kill(child, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while readers and time.monotonic() < deadline:
            readers = [child for child in readers if os.waitpid(child, os.WNOHANG)[0] == 0]
            time.sleep(0.01)
        self.assertEqual(readers, [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
