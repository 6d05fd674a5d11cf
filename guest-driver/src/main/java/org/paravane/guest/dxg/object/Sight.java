package org.paravane.guest.dxg.object;

import java.util.List;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.guest.dxg.host.GlobalChannel;

/** Which adapters the files of a node can reach. */
public sealed interface Sight {

  /** The adapters that can be reached now, those that are lost but not taken away yet included. */
  List<DxgAdapter> adapters();

  /** Where processes of such a file live on the host. */
  GlobalChannel global();

  /** ENODEV when no new file can be opened. */
  Result<Sight> requireUsable();

  /** Whether the host takes a process's aperture. */
  boolean extensions();

  /** The adapter with that LUID; EINVAL when there is none in sight. */
  default Result<DxgAdapter> find(Luid luid) {
    Optional<DxgAdapter> found = adapters().stream().filter(adapter -> adapter.identity().luid().equals(luid))
        .findFirst();
    return found.map(Result::ok).orElseGet(() -> Result.failed(Errno.EINVAL, "no such adapter here: luid=" + luid));
  }

  /** The node of one adapter: no other is ever seen through it. */
  record One(DxgAdapter adapter) implements Sight {
    @Override
    public List<DxgAdapter> adapters() {
      return List.of(adapter);
    }

    @Override
    public GlobalChannel global() {
      return adapter.global();
    }

    @Override
    public Result<Sight> requireUsable() {
      return adapter.requireActive().map(active -> this);
    }

    @Override
    public boolean extensions() {
      return adapter.identity().extensions();
    }
  }

  /** The node for programs that know only one: all adapters of a connection, those that come later included. */
  record All(GlobalChannel global) implements Sight {
    @Override
    public List<DxgAdapter> adapters() {
      return global.dependents(DxgAdapter.class);
    }

    @Override
    public Result<Sight> requireUsable() {
      return global.isUsable() ? Result.ok(this) : Result.failed(Errno.ENODEV, "global channel is gone");
    }

    @Override
    public boolean extensions() {
      return adapters().stream().allMatch(adapter -> adapter.identity().extensions());
    }
  }
}
