package org.paravane.guest.fake;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments.Saxpy;
import org.paravane.abi.accel.KernelArguments.Sgemm;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.FaultErrorCode;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.linux.SharedMapping;

/**
 * An engine for tests: executes the packets of hardware queues at once, in the very memory of the guest. GPU addresses are guest
 * physical addresses here. Queues are in order.
 */
public final class FakeEngine {
  /** A GPU address that no mapping has. */
  public static final long FORBIDDEN = 0xdead_0000L;

  private static final long KERNEL_OBJECTS = 0x4b00;

  private final Fixture fixture;
  private final DefaultReplies defaults;
  private final Map<Handle, Long> addresses = new HashMap<>();
  private final Map<Handle, Long> progress = new HashMap<>();
  private boolean faulted;
  private boolean paused;
  private boolean failing;
  private int executed;

  /** Makes the host of a fixture execute what it gets. */
  public FakeEngine(Fixture fixture) {
    this.fixture = fixture;
    FakeHost host = fixture.host();
    this.defaults = host.defaults();
    host.on(Message.QUERYADAPTERINFO, this::query).on(Message.MAPGPUVIRTUALADDRESS, this::map)
        .on(Message.LOCK2, this::lock).on(Message.CREATEHWQUEUE, this::createQueue)
        .reply(Message.MAKERESIDENT, new MakeResidentReply(0, 0, NtStatus.SUCCESS))
        .on(Message.SUBMITCOMMANDTOHWQUEUE, this::submit).on(Message.GETDEVICESTATE, this::state);
  }

  /** From now on submissions are taken and not executed: they stay under way for ever. */
  public synchronized void pause() {
    paused = true;
  }

  /** The next copy is a page fault at {@link #FORBIDDEN}. */
  public synchronized void failNextCopy() {
    failing = true;
  }

  /** Packets that were executed. */
  public synchronized int executed() {
    return executed;
  }

  private synchronized byte[] query(CommandMessage command) {
    QueryAdapterInfoCommand query = FakeHost.parsed(command, QueryAdapterInfoCommand.class);
    int size = query.privateDataSize();
    if (query.queryType() == QueryAdapterInfoType.UMDRIVERPRIVATE.value()) {
      KernelObjectTable table = KernelObjectTable.of(Arrays.stream(BuiltInKernel.values())
          .map(kernel -> KernelObjectTable.Entry.of(objectOf(kernel), kernel.kernargSizeBytes(), kernel.kernelName()))
          .toList(), size);
      return FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS, Bytes.of(table, size)));
    }
    if (query.queryType() == QueryAdapterInfoType.DRIVER_DESCRIPTION_RENDER.value()) {
      return FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS,
          Bytes.of(DriverDescription.of("Fake accelerator"), size)));
    }
    return defaults.answer(command);
  }

  private static long objectOf(BuiltInKernel kernel) {
    return KERNEL_OBJECTS + kernel.kernelName().hashCode() % 1000;
  }

  private long addressOf(CommandMessage command, Handle allocation) {
    return addresses.computeIfAbsent(allocation, handle -> defaults.pages(command, defaults.sizeOf(handle)));
  }

  private synchronized byte[] map(CommandMessage command) {
    Handle allocation = FakeHost.parsed(command, MapGpuVirtualAddressCommand.class).args().allocation();
    return FakeHost
        .encode(new MapGpuVirtualAddressReply(addressOf(command, allocation), 0, NtStatus.PENDING));
  }

  private synchronized byte[] lock(CommandMessage command) {
    Handle allocation = FakeHost.parsed(command, Lock2Command.class).args().allocation();
    return FakeHost.encode(new Lock2Reply(NtStatus.SUCCESS, addressOf(command, allocation)));
  }

  private synchronized byte[] createQueue(CommandMessage command) {
    byte[] reply = defaults.answer(command);
    CreateHwQueueCommand made = StructCodec.of(CreateHwQueueCommand.class).decode(reply);
    progress.put(made.hwqueue(), made.hwqueueProgressFenceCpuva());
    return reply;
  }

  private synchronized byte[] state(CommandMessage command) {
    GetDeviceState args = FakeHost.parsed(command, GetDeviceStateCommand.class).args();
    GetDeviceState state = args.stateType() == DeviceStateType.PAGE_FAULT.value()
        ? args.withPageFaultState(new DevicePageFaultState(0, 0, 0, 0, new FaultErrorCode(0), FORBIDDEN))
        : args.withExecutionState(faulted ? 7 : 1);
    byte[] reply = FakeHost.encode(new GetDeviceStateReply(state, NtStatus.SUCCESS));
    byte[] note = FakeHost.encode(CommandFailure.of(NtStatus.DEVICE_REMOVED, "page fault: address=0xdead0000"));
    byte[] both = Arrays.copyOf(reply, faulted ? reply.length + note.length : reply.length);
    if (faulted) {
      System.arraycopy(note, 0, both, reply.length, note.length);
    }
    return both;
  }

  private synchronized byte[] submit(CommandMessage command) {
    SubmitCommandToHwQueueCommand submission = FakeHost.parsed(command, SubmitCommandToHwQueueCommand.class);
    long base = defaults.apertureOf(command.process());
    if (!paused) {
      try (SharedMapping mapping = fixture.connection().memory().map(base, fixture.connection().memory().sizeOf(base))) {
        execute(submission, mapping.segment(), base);
        Long fence = progress.get(submission.args().hwqueue());
        if (fence != null) {
          mapping.segment().set(ValueLayout.JAVA_LONG, fence - base, submission.args().hwqueueProgressFenceId());
        }
      }
    }
    return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
  }

  private void execute(SubmitCommandToHwQueueCommand submission, MemorySegment memory, long base) {
    long at = submission.args().commandBuffer() - base;
    for (long end = at + submission.args().commandLength(); at < end && !faulted; at += AqlPacket.SIZE_BYTES) {
      if (!(AqlPacket.parse(memory, at) instanceof Result.Ok<AqlPacket>(AqlPacket packet))) {
        throw new AssertionError("bad packet: offset=" + at);
      }
      execute(packet, memory, base);
    }
  }

  private void execute(AqlPacket packet, MemorySegment memory, long base) {
    switch (packet) {
      case AqlPacket.Copy copy -> {
        if (failing) {
          faulted = true;
          return;
        }
        MemorySegment.copy(memory, copy.source() - base, memory, copy.destination() - base, copy.sizeBytes());
      }
      case AqlPacket.Fill fill -> {
        for (long i = 0; i < fill.sizeBytes(); i += 4) {
          memory.set(ValueLayout.JAVA_INT, fill.destination() - base + i, fill.pattern());
        }
      }
      case AqlPacket.KernelDispatch dispatch -> dispatch(dispatch, memory, base);
      case AqlPacket.BarrierAnd and -> throw new AssertionError("not used here: " + and);
      case AqlPacket.BarrierOr or -> throw new AssertionError("not used here: " + or);
      case AqlPacket.Timestamp timestamp -> throw new AssertionError("not used here: " + timestamp);
    }
    executed++;
    if (packet.completionSignal() != 0) {
      long signal = packet.completionSignal() - base;
      memory.set(ValueLayout.JAVA_LONG, signal, memory.get(ValueLayout.JAVA_LONG, signal) - 1);
    }
  }

  private static void dispatch(AqlPacket.KernelDispatch dispatch, MemorySegment memory, long base) {
    long arguments = dispatch.kernargAddress() - base;
    if (dispatch.kernelObject() == objectOf(BuiltInKernel.SAXPY)) {
      saxpy(StructCodec.of(Saxpy.class).read(memory, arguments), memory, base);
    } else if (dispatch.kernelObject() == objectOf(BuiltInKernel.SGEMM)) {
      sgemm(StructCodec.of(Sgemm.class).read(memory, arguments), memory, base);
    } else if (dispatch.kernelObject() != objectOf(BuiltInKernel.SPIN)) {
      throw new AssertionError("unknown kernel: object=" + dispatch.kernelObject());
    }
  }

  private static void saxpy(Saxpy args, MemorySegment memory, long base) {
    for (long i = 0; i < args.count(); i++) {
      float x = at(memory, args.x() - base, i);
      put(memory, args.y() - base, i, args.alpha() * x + at(memory, args.y() - base, i));
    }
  }

  private static void sgemm(Sgemm args, MemorySegment memory, long base) {
    for (int row = 0; row < args.m(); row++) {
      for (int column = 0; column < args.n(); column++) {
        float sum = 0;
        for (int inner = 0; inner < args.k(); inner++) {
          sum += at(memory, args.a() - base, (long) row * args.k() + inner)
              * at(memory, args.b() - base, (long) inner * args.n() + column);
        }
        put(memory, args.c() - base, (long) row * args.n() + column, args.alpha() * sum);
      }
    }
  }

  private static float at(MemorySegment memory, long offset, long index) {
    return memory.get(ValueLayout.JAVA_FLOAT, offset + 4 * index);
  }

  private static void put(MemorySegment memory, long offset, long index, float value) {
    memory.set(ValueLayout.JAVA_FLOAT, offset + 4 * index, value);
  }
}
