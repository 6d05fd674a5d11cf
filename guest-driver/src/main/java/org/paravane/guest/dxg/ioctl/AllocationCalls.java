package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.util.List;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgAllocation;
import org.paravane.guest.dxg.object.DxgDevice;

/** Allocations and resources, made and destroyed. */
final class AllocationCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.CREATEALLOCATION, CreateAllocation.class, this::create)
        .on(DxgIoctl.DESTROYALLOCATION2, DestroyAllocation2.class, this::destroy);
  }

  private Answer<CreateAllocation> create(Call call, CreateAllocation args) {
    Result<AllocationRequest> read = AllocationRequest.read(call, args);
    if (!(read instanceof Result.Ok<AllocationRequest>(AllocationRequest request))) {
      return failed(read);
    }
    Result<NewAllocations> made = request.command(call)
        .flatMap(command -> call.port().call(command, CreateAllocationReply.class, request.count()))
        .map(reply -> new NewAllocations(call, request, reply));
    if (!(made instanceof Result.Ok<NewAllocations>(NewAllocations created))) {
      return failed(made);
    }
    Result<CreateAllocation> done = created.takeOver();
    if (done instanceof Result.Failed<CreateAllocation>) {
      created.undo();
    }
    return Answer.writing(done);
  }

  private Answer<DestroyAllocation2> destroy(Call call, DestroyAllocation2 args) {
    int count = args.allocCount();
    if (count < 0 || count > DxgLimits.MAX_ALLOCATIONS_PER_CREATE || (count == 0) == args.resource().isNone()) {
      return failed(Errno.EINVAL, "either allocations or a resource are to be named: count="
          + Integer.toUnsignedString(count) + ", resource=" + args.resource());
    }
    Result<HandleArray> list = call.data().handles(args.allocations(), count);
    if (!(list instanceof Result.Ok<HandleArray>(HandleArray handles))) {
      return failed(list);
    }
    Result<DxgDevice> found = call.device(args.device());
    if (!(found instanceof Result.Ok<DxgDevice>(DxgDevice device))) {
      return failed(found);
    }
    Result<List<DxgAllocation>> taken = count == 0
        ? call.process().takeResource(device, args.resource())
        : call.process().takeAllocations(device, handles.list());
    if (!(taken instanceof Result.Ok<List<DxgAllocation>>(List<DxgAllocation> allocations))) {
      return failed(taken);
    }
    Result<Integer> told = call.port().status(new DestroyAllocationCommand(call.vgpu(Message.DESTROYALLOCATION),
        args.device(), args.resource(), count, args.flags(), handles));
    DeviceTeardown.letGo(allocations);
    return Answer.of(told);
  }

}
