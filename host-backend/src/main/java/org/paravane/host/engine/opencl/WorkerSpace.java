package org.paravane.host.engine.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.MirroredPiece;

/** A guest process as this worker has it: a mirror of its addresses, and its programs. */
final class WorkerSpace implements AutoCloseable {
  private final int number;
  private final GpuAddressSpace addresses;
  private final Map<Integer, LoadedProgram> programs = new HashMap<>();
  private final DeviceMemory memory;
  private final LongSupplier versions;
  private long version;
  private long generation;

  /**
   * An empty space.
   *
   * @param versions gives numbers that no space of the worker had before
   */
  WorkerSpace(int number, GpuAddressSpace addresses, DeviceMemory memory, LongSupplier versions) {
    this.number = number;
    this.addresses = addresses;
    this.memory = memory;
    this.versions = versions;
    this.version = versions.getAsLong();
  }

  int number() {
    return number;
  }

  GpuAddressSpace addresses() {
    return addresses;
  }

  /** While this is the same, the same address means the same buffer; no other space has the same number ever. */
  long version() {
    if (generation != memory.generation()) {
      generation = memory.generation();
      version = versions.getAsLong();
    }
    return version;
  }

  void map(long from, long to, List<MappedPiece> pieces, Map<Integer, WorkerStore> stores) {
    List<MirroredPiece> mirrored = new ArrayList<>(pieces.size());
    for (MappedPiece piece : pieces) {
      if (!piece.protection().noAccess()) {
        WorkerStore store = stores.get(piece.store());
        if (store != null && !piece.protection().zero()) {
          memory.mapped(piece.store(), piece.storeOffset(), piece.end() - piece.start());
        }
        mirrored.add(new MirroredPiece(piece.start(), piece.end(), piece.store(), store == null ? null : store.view(),
            piece.storeOffset(), piece.protection()));
      }
    }
    version = versions.getAsLong();
    addresses.mirror(from, to, mirrored);
  }

  int programs() {
    return programs.size();
  }

  void add(int program, LoadedProgram loaded) {
    LoadedProgram before = programs.put(program, loaded);
    if (before != null) {
      before.close();
    }
  }

  /** Whether there was such a program. */
  boolean drop(long program) {
    LoadedProgram dropped = program == (int) program ? programs.remove((int) program) : null;
    if (dropped != null) {
      dropped.close();
    }
    return dropped != null;
  }

  /** The kernel of a loaded program, or null. */
  @Nullable
  LoadedKernel kernel(long kernelObject) {
    if (!KernelObjects.isOne(kernelObject)) {
      return null;
    }
    LoadedProgram program = programs.get(KernelObjects.program(kernelObject));
    return program == null ? null : program.kernel(KernelObjects.index(kernelObject));
  }

  @Override
  public void close() {
    programs.values().forEach(LoadedProgram::close);
    programs.clear();
  }
}
