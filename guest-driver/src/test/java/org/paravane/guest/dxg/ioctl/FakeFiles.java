package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.Result;
import org.paravane.guest.fake.Client;

/** What an open file shows below {@code clients}. */
final class FakeFiles {
  private FakeFiles() {
  }

  static String read(Client client, String name) {
    String path = client.file().file().node().path() + "/clients/" + client.file().file().id() + "/" + name;
    return switch (client.file().file().node().device().bus().registry().tree().read(path)) {
      case Result.Ok<String>(String value) -> value.strip();
      case Result.Failed<String> failed -> throw new AssertionError(failed);
    };
  }
}
