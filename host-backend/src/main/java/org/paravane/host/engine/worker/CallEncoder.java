package org.paravane.host.engine.worker;

import java.util.List;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.memory.GpuProtection;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;

/** Turns calls into messages. One thread at a time; {@link CallDecoder} is the other side. */
final class CallEncoder implements WorkerCalls {
  private final MessageOutlet outlet;

  CallEncoder(MessageOutlet outlet) {
    this.outlet = outlet;
  }

  private MessageWriter begin(CallKind kind) {
    return outlet.begin(kind.number());
  }

  void settings(WorkerSettings settings) {
    begin(CallKind.SETTINGS).text(settings.toText(), WorkerSettings.MAX_TEXT_BYTES);
    outlet.send();
  }

  void freeArea() {
    begin(CallKind.FREE_AREA);
    outlet.send();
  }

  @Override
  public void openSpace(int space, String name, long lowestAddress, long addressLimit) {
    begin(CallKind.OPEN_SPACE).u32(space).u64(lowestAddress).u64(addressLimit).text(name, CallKind.MAX_NAME_BYTES);
    outlet.send();
  }

  @Override
  public void closeSpace(int space) {
    begin(CallKind.CLOSE_SPACE).u32(space);
    outlet.send();
  }

  @Override
  public void attachStore(int store, OwnedFd file, long capacityBytes, boolean local) {
    begin(CallKind.ATTACH_STORE).u32(store).u64(capacityBytes).u32(local ? 1 : 0);
    outlet.send(file);
  }

  @Override
  public void detachStore(int store) {
    begin(CallKind.DETACH_STORE).u32(store);
    outlet.send();
  }

  @Override
  public void forgetRange(int store, long offset, long bytes) {
    begin(CallKind.FORGET_RANGE).u32(store).u64(offset).u64(bytes);
    outlet.send();
  }

  @Override
  public void map(int space, long from, long to, List<MappedPiece> pieces) {
    int first = 0;
    long begin = from;
    while (pieces.size() - first > CallKind.MAX_PIECES) {
      int next = first + CallKind.MAX_PIECES;
      long end = pieces.get(next).start();
      mapPart(space, begin, end, pieces.subList(first, next));
      first = next;
      begin = end;
    }
    mapPart(space, begin, to, pieces.subList(first, pieces.size()));
  }

  private void mapPart(int space, long from, long to, List<MappedPiece> pieces) {
    MessageWriter message = begin(CallKind.MAP).u32(space).u64(from).u64(to).u32(pieces.size());
    for (MappedPiece piece : pieces) {
      message.u64(piece.start()).u64(piece.end()).u64(piece.storeOffset()).u32(piece.store())
          .u32(bits(piece.protection()));
    }
    outlet.send();
  }

  private static int bits(GpuProtection protection) {
    return (protection.write() ? 1 : 0) | (protection.execute() ? 2 : 0) | (protection.zero() ? 4 : 0)
        | (protection.noAccess() ? 8 : 0);
  }

  @Override
  public void openQueue(int queue, int space, NodeKind kind, String name) {
    begin(CallKind.OPEN_QUEUE).u32(queue).u32(space).u32(WireNumbers.of(kind)).text(name, CallKind.MAX_NAME_BYTES);
    outlet.send();
  }

  @Override
  public void closeQueue(int queue) {
    begin(CallKind.CLOSE_QUEUE).u32(queue);
    outlet.send();
  }

  @Override
  public void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset) {
    begin(CallKind.SUBMIT).u32(queue).u64(sequence).u64(address).u32(lengthBytes).u32(resumeOffset);
    outlet.send();
  }

  @Override
  public void preempt(int queue) {
    begin(CallKind.PREEMPT).u32(queue);
    outlet.send();
  }

  @Override
  public void cancel(int queue, String reason) {
    begin(CallKind.CANCEL).u32(queue).text(reason, ReplyKind.MAX_REASON_BYTES);
    outlet.send();
  }

  @Override
  public void program(int space, long request, int program, OwnedFd image, long imageBytes) {
    begin(CallKind.PROGRAM).u32(space).u64(request).u32(program).u64(imageBytes);
    outlet.send(image);
  }

  @Override
  public void build(long request, ProgramSource source) {
    begin(CallKind.BUILD).u64(request).u32(source.format().value()).u64(source.code().byteSize()).text(source.options(),
        ProgramSource.MAX_OPTIONS_BYTES);
    try (Memfd code = Memfd.sealedCopy("paravane-code", source.code())) {
      outlet.send(code.fd());
    } catch (LinuxException e) {
      throw new IllegalStateException("no memory file for a program's code", e);
    }
  }
}
