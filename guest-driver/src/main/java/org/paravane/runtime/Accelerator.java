package org.paravane.runtime;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.query.EngineType;

/**
 * An open accelerator: where buffers, kernels, queues and fences come from. Closing it closes them, the newest first. What
 * one opening makes no other sees. Safe for use by many threads.
 *
 * <p>Methods throw {@link AcceleratorException} when the device, the host or the way there fails.
 */
public final class Accelerator implements AutoCloseable {
  private static final int ARGUMENT_ALIGNMENT = 64;
  /** Enough for the arguments of most kernels of programs; a queue can be made for more. */
  private static final int PROGRAM_ARGUMENT_BYTES = 256;

  private final AcceleratorOptions options;
  private final NodeCalls calls;
  private final CloseStack undo = new CloseStack();
  private final AdapterQueries queries;
  private final DeviceObject device;
  private final SyncCalls sync;
  private final FenceWaiter waiter;
  private final PagingQueue paging;
  private final Completions completions;
  private final ProgramLoader programs = new ProgramLoader(this);
  private final AcceleratorDescription description;
  private final DeviceProperties properties;
  private final List<Kernel> kernels;
  /** What is made here and not closed, with how to close it; the newest last. */
  private final SequencedMap<Object, Runnable> children = new LinkedHashMap<>();
  private boolean closed;

  private Accelerator(NodeCalls calls, NodeFile file, AcceleratorOptions options) {
    this.options = options;
    this.calls = calls;
    undo.add(file::close);
    try {
      this.queries = AdapterQueries.open(calls);
      undo.add(queries::close);
      this.description = queries.description();
      this.properties = queries.properties(description.name());
      this.kernels = queries.kernels();
      this.device = new DeviceObject(calls, queries.adapter());
      undo.add(device::close);
      this.sync = new SyncCalls(calls, device.handle());
      this.waiter = new FenceWaiter(calls, device.handle(), sync, FenceWaiter.nanos(options.spin()));
      undo.add(waiter::close);
      this.paging = new PagingQueue(calls, device.handle(), waiter, FenceWaiter.nanos(options.stallTimeout()));
      undo.add(paging::close);
      this.completions = new Completions(sync, waiter, calls.name());
      undo.add(completions::close);
    } catch (RuntimeException e) {
      undo.close();
      throw e;
    }
  }

  /**
   * Opens the first device: the node with the lowest number below {@code $PARAVANE_ROOT}, or {@code /run/paravane}. ENOENT when
   * there is none.
   */
  public static Accelerator open() {
    return open(NodePlaces.ofEnvironment(System.getenv("PARAVANE_ROOT")).first());
  }

  /** Opens a device below the same root by its name, {@code accel1}, or by its GUID. ENOENT when there is none. */
  public static Accelerator open(String device) {
    return open(NodePlaces.ofEnvironment(System.getenv("PARAVANE_ROOT")).named(device));
  }

  /** Opens the node at a path: {@code /run/paravane/dev/accel/accel0}. */
  public static Accelerator open(Path node) {
    return open(new FileNode(node));
  }

  /** Opens a node. ENODEV, EBUSY, EACCES or what else the node says. */
  public static Accelerator open(NodeAccess node) {
    return open(node, AcceleratorOptions.defaults());
  }

  /** Opens a node with other options. */
  public static Accelerator open(NodeAccess node, AcceleratorOptions options) {
    return switch (node.open()) {
      case Result.Ok<NodeFile>(NodeFile file) -> new Accelerator(new NodeCalls(node.name(), file), file, options);
      case Result.Failed<NodeFile>(Errno errno, String reason) ->
        throw new AcceleratorException("open", errno, reason + ", node=" + node.name());
    };
  }

  /** The name of the node. */
  public String name() {
    return calls.name();
  }

  /** What it is; asked once. */
  public AcceleratorDescription description() {
    return description;
  }

  /** What the device behind it is and can do; asked once. */
  public DeviceProperties device() {
    return properties;
  }

  /** How much memory of a kind there is and is used, as of now. */
  public MemoryInfo memory(BufferKind kind) {
    return queries.memory(kind);
  }

  /** The kernels that it has. */
  public List<Kernel> kernels() {
    return kernels;
  }

  /** The kernel of a name; ENOENT if it has none. */
  public Kernel kernel(String kernelName) {
    return kernels.stream().filter(kernel -> kernel.name().equals(kernelName)).findFirst()
        .orElseThrow(() -> new AcceleratorException("kernel", Errno.ENOENT, "no such kernel: name=" + kernelName
            + ", node=" + name() + ", has=" + kernels.stream().map(Kernel::name).toList()));
  }

  /** Makes a mapped buffer of zeros. ENOMEM past the budget. */
  public Buffer createBuffer(long sizeBytes) {
    return createBuffer(sizeBytes, BufferKind.MAPPED);
  }

  /** Makes a buffer of zeros. ENOMEM past the budget. */
  public Buffer createBuffer(long sizeBytes, BufferKind kind) {
    Buffer buffer = newBuffer(sizeBytes, kind);
    return adopt(buffer, buffer::close);
  }

  /**
   * Builds a program from OpenCL C source.
   *
   * @throws BuildException with the compiler's log when it does not build, or the device takes no source
   */
  public Program build(String source) {
    return build(ProgramCode.openClC(source));
  }

  /** Builds a program from OpenCL C source, with options of the compiler: {@code -DN=4}. */
  public Program build(String source, String options) {
    return build(ProgramCode.openClC(source).withOptions(options));
  }

  /** Builds a program. */
  public Program build(ProgramCode code) {
    requireOpen();
    Program program = programs.load(code);
    return adopt(program, program::close);
  }

  Buffer newBuffer(long sizeBytes, BufferKind kind) {
    requireOpen();
    return new Buffer(this, queries.adapter(), device.handle(), paging, sizeBytes, kind);
  }

  /** Makes a queue on the first engine that runs kernels. */
  public Queue createQueue() {
    return createQueue(QueueOptions.defaults());
  }

  /** Makes a queue. EINVAL for an engine that does not exist, ENOMEM past a limit. */
  public Queue createQueue(QueueOptions wanted) {
    Queue queue = newQueue(wanted);
    return adopt(queue, queue::close);
  }

  Queue newQueue(QueueOptions wanted) {
    int engine = wanted.engine() == QueueOptions.ANY_COMPUTE ? computeEngine() : wanted.engine();
    int largest = Math.max(PROGRAM_ARGUMENT_BYTES, kernels.stream().mapToInt(Kernel::argumentBytes).max().orElse(0));
    int argumentBytes = Math.ceilDiv(Math.max(1, wanted.argumentBytes() == 0 ? largest : wanted.argumentBytes()),
        ARGUMENT_ALIGNMENT) * ARGUMENT_ALIGNMENT;
    Buffer memory = newBuffer(PacketRing.sizeBytes(wanted.packets(), argumentBytes), BufferKind.MAPPED);
    try {
      HardwareQueue hardware = new HardwareQueue(calls, queries.adapter(), engine);
      return new Queue(this, hardware, memory, wanted, argumentBytes);
    } catch (RuntimeException e) {
      memory.release();
      throw e;
    }
  }

  private int computeEngine() {
    return description.engines().stream().filter(engine -> engine.type() != EngineType.COPY)
        .mapToInt(AcceleratorDescription.Engine::ordinal).findFirst().orElse(0);
  }

  /** Makes a fence of value 0. */
  public Fence createFence() {
    return createFence(0);
  }

  /** Makes a fence. ENOMEM past a limit. */
  public Fence createFence(long initialValue) {
    requireOpen();
    Fence fence = new Fence(this, sync, initialValue);
    return adopt(fence, fence::close);
  }

  private <T> T adopt(T child, Runnable close) {
    synchronized (children) {
      if (!closed) {
        children.put(child, close);
        return child;
      }
    }
    close.run();
    throw closedException();
  }

  void forget(Object child) {
    synchronized (children) {
      children.remove(child);
    }
  }

  /** Waits a bounded time until the work that all queues have submitted by now has ended. */
  void awaitSubmittedWork() {
    List<Object> present;
    synchronized (children) {
      present = List.copyOf(children.keySet());
    }
    for (Object child : present) {
      if (child instanceof Queue queue) {
        queue.awaitSubmitted();
      }
    }
  }

  Completions completions() {
    return completions;
  }

  ProgramLoader programs() {
    return programs;
  }

  boolean isClosed() {
    synchronized (children) {
      return closed;
    }
  }

  NodeCalls calls() {
    return calls;
  }

  AcceleratorOptions options() {
    return options;
  }

  FenceWaiter waiter() {
    return waiter;
  }

  private void requireOpen() {
    synchronized (children) {
      if (closed) {
        throw closedException();
      }
    }
  }

  private IllegalStateException closedException() {
    return new IllegalStateException("accelerator is closed: node=" + name());
  }

  /** Closes everything made here, the newest first, and the node. Idempotent. */
  @Override
  public void close() {
    List<Runnable> closes;
    synchronized (children) {
      if (closed) {
        return;
      }
      closed = true;
      closes = List.copyOf(children.values());
    }
    closes.forEach(undo::add);
    undo.close();
  }

  @Override
  public String toString() {
    return "accelerator " + name() + ", " + description.name();
  }
}
