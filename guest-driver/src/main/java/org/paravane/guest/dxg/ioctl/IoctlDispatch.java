package org.paravane.guest.dxg.ioctl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.device.io.IoctlResult;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.Sight;

/**
 * The one place where a request code becomes a call of a handler: looked up by type and number, then the whole code must be
 * right (d3dkmt-abi.md 2). The rows follow from the tables of ioctls. Immutable.
 */
public final class IoctlDispatch {

  /** Answers one ioctl on an adapter: short and total. */
  @FunctionalInterface
  public interface Handler<A extends Record> {
    Answer<A> handle(Call call, A argument);
  }

  /** Answers one ioctl that is for the file as a whole. */
  @FunctionalInterface
  public interface FileHandler<A extends Record> {
    Answer<A> handle(FileCall call, A argument);
  }

  /** Collects the handlers of all groups. */
  public static final class Builder {
    private final Map<DxgIoctl, Row<?>> rows = new EnumMap<>(DxgIoctl.class);
    private final Routes routes = new Routes();
    private final Map<ParavaneIoctl, Row<?>> ownRows = new EnumMap<>(ParavaneIoctl.class);

    /** Names the handler of an ioctl on an adapter. */
    public <A extends Record> Builder on(DxgIoctl ioctl, Class<A> argument, Handler<A> handler) {
      Routes.Route<A> route = routes.of(ioctl);
      return onFile(ioctl, argument, (call, parsed) -> routed(call, route, handler, parsed));
    }

    private static <A extends Record> Answer<A> routed(FileCall call, Routes.Route<A> route, Handler<A> handler,
        A argument) {
      return switch (call.process().sight()) {
        case Sight.One(DxgAdapter adapter) -> handler.handle(new Call(call, adapter), argument);
        case Sight.All all -> switch (route.adapter(call, argument)) {
          case Result.Ok<DxgAdapter>(DxgAdapter adapter) -> {
            Answer<A> answer = handler.handle(new Call(call, adapter), argument);
            adapter.counters().called(answer.value());
            yield answer;
          }
          case Result.Failed<DxgAdapter> failed -> Answer.failed(failed);
        };
      };
    }

    /** Names the handler of an ioctl that is for the file as a whole. */
    public <A extends Record> Builder onFile(DxgIoctl ioctl, Class<A> argument, FileHandler<A> handler) {
      if (!ioctl.argument().equals(argument) || !ioctl.isSupported()) {
        throw new IllegalArgumentException("not in the table: ioctl=" + ioctl + ", argument=" + argument);
      }
      if (rows.put(ioctl, new Row<>(ioctl.requestCode(), StructCodec.of(argument), handler)) != null) {
        throw new IllegalArgumentException("two handlers: ioctl=" + ioctl);
      }
      return this;
    }

    /** Names the handler of an ioctl of our own on an adapter. */
    public <A extends Record> Builder on(ParavaneIoctl ioctl, Class<A> argument, Handler<A> handler) {
      Routes.Route<A> route = routes.of(ioctl);
      return onFile(ioctl, argument, (call, parsed) -> routed(call, route, handler, parsed));
    }

    /** Names the handler of an ioctl of our own that is for the file as a whole. */
    public <A extends Record> Builder onFile(ParavaneIoctl ioctl, Class<A> argument, FileHandler<A> handler) {
      if (!ioctl.argument().equals(argument)) {
        throw new IllegalArgumentException("not in the table: ioctl=" + ioctl + ", argument=" + argument);
      }
      if (ownRows.put(ioctl, new Row<>(ioctl.requestCode(), StructCodec.of(argument), handler)) != null) {
        throw new IllegalArgumentException("two handlers: ioctl=" + ioctl);
      }
      return this;
    }

    /** The table; each supported ioctl must have its handler. */
    public IoctlDispatch build() {
      return new IoctlDispatch(rows, ownRows);
    }
  }

  private record Row<A extends Record>(int requestCode, StructCodec<A> codec, FileHandler<A> handler) {

    IoctlResult run(FileCall call, MemorySegment argument) {
      A before = codec.read(argument, 0);
      Answer<A> answer = handler.handle(call, before);
      A written = answer.written();
      if (written != null) {
        writeBack(before, written, argument);
      }
      Result.Failed<?> failure = answer.failure();
      return failure == null
          ? success(answer)
          : IoctlResult.failed(failure.errno(), failure.reason());
    }

    private static IoctlResult success(Answer<?> answer) {
      return answer.note().isEmpty()
          ? IoctlResult.status(answer.status())
          : new IoctlResult(answer.status(), answer.note());
    }

    /** Only what differs is written, so that padding and fields that the ioctl does not touch keep the caller's bytes. */
    private void writeBack(A before, A after, MemorySegment argument) {
      byte[] old = codec.encode(before);
      byte[] fresh = codec.encode(after);
      for (int i = 0; i < fresh.length; i++) {
        if (old[i] != fresh[i]) {
          argument.set(ValueLayout.JAVA_BYTE, i, fresh[i]);
        }
      }
    }
  }

  private final @Nullable Row<?>[] rows;
  private final @Nullable Row<?>[] ownRows;

  private IoctlDispatch(Map<DxgIoctl, Row<?>> handlers, Map<ParavaneIoctl, Row<?>> ownHandlers) {
    rows = new @Nullable Row<?>[DxgIoctl.LAST_NUMBER + 1];
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      rows[ioctl.number()] = handlers.get(ioctl);
      if (ioctl.isSupported() && !handlers.containsKey(ioctl)) {
        throw new IllegalStateException("ioctl without handler: ioctl=" + ioctl);
      }
    }
    ownRows = new @Nullable Row<?>[ParavaneIoctl.LAST_NUMBER + 1];
    ownHandlers.forEach((ioctl, row) -> ownRows[ioctl.number()] = row);
  }

  /** The table of this driver. */
  public static IoctlDispatch standard() {
    Builder builder = new Builder();
    new AdapterCalls().addTo(builder);
    new DeviceCalls().addTo(builder);
    new QueueCalls().addTo(builder);
    new AllocationCalls().addTo(builder);
    new LockCalls().addTo(builder);
    new MemoryCalls().addTo(builder);
    new SyncCalls().addTo(builder);
    new WaitCalls().addTo(builder);
    new SubmissionCalls().addTo(builder);
    new RangeCalls().addTo(builder);
    new LendCalls().addTo(builder);
    return builder.build();
  }

  /**
   * Answers a request. ENOTTY, and nothing is sent, for a number that is unknown or not supported, or a code whose size,
   * direction or type is not that of the table.
   */
  public IoctlResult dispatch(FileCall call, int request, MemorySegment argument) {
    int number = DxgIoctl.numberOf(request);
    @Nullable
    Row<?>[] table = ParavaneIoctl.typeOf(request) == ParavaneIoctl.TYPE ? ownRows : rows;
    Row<?> row = number < table.length ? table[number] : null;
    if (row == null || row.requestCode() != request || argument.byteSize() < row.codec().size()) {
      return IoctlResult.failed(Errno.ENOTTY, "no such request: request=0x" + Integer.toHexString(request));
    }
    return row.run(call, argument);
  }
}
