package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.wire.CreateNtSharedObjectCommand;
import org.paravane.abi.wire.CreateNtSharedObjectReply;
import org.paravane.abi.wire.CreateProcessCommand;
import org.paravane.abi.wire.CreateProcessReply;
import org.paravane.abi.wire.DestroyNtSharedObjectCommand;
import org.paravane.abi.wire.DestroyProcessCommand;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.FeatureDesc;
import org.paravane.abi.wire.HostToVmHeader;
import org.paravane.abi.wire.IsFeatureEnabledGlobalCommand;
import org.paravane.abi.wire.IsFeatureEnabledReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenSyncObjectCommand;
import org.paravane.abi.wire.OpenSyncObjectReply;
import org.paravane.abi.wire.SetGuestDataCommand;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.ShareObjectWithHostCommand;
import org.paravane.abi.wire.ShareObjectWithHostReply;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.VmToHostHeader;

/** Bytes of the messages on the global channel. Offsets and lengths are those of dxg-vmbus-protocol.md. */
class GlobalMessagesGoldenTest {
  @Test
  void createProcess() {
    assertGolden(568,
        new CreateProcessCommand(VmToHostHeader.of(Message.CREATEPROCESS, new Handle(0x04030201)),
            0x0c0b0a0908070605L, 0x14131211100f0e0dL, Utf16.of("name-20", 261), false, true, true, false, 0x1),
        """
            0008  01020304                  hdr.process
            000c  01000000                  hdr.channel_type
            0010  e8030000                  hdr.command_type
            0018  05060708090a0b0c          process
            0020  0d0e0f1011121314          process_id
            0028  6e0061006d0065002d0032003000  process_name
            0232  16                        csrss_process/dwm_process/wow64_process/linux_process
            """);
    assertGolden(4,
        new CreateProcessReply(new Handle(0x44434241)), """
            0000  41424344  hprocess
            """);
  }

  @Test
  void destroyProcess() {
    assertGolden(24,
        new DestroyProcessCommand(VmToHostHeader.of(Message.DESTROYPROCESS, new Handle(0x04030201))), """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  e9030000  hdr.command_type
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void openSyncObject() {
    assertGolden(40,
        new OpenSyncObjectCommand(VmToHostHeader.of(Message.OPENSYNCOBJECT, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 0x100f0e0d, SynchronizationObjectFlags.of(0x14131211)),
        """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  ea030000  hdr.command_type
            0018  05060708  device
            001c  090a0b0c  global_sync_object
            0020  0d0e0f10  engine_affinity
            0024  11121314  flags
            """);
    assertGolden(24,
        new OpenSyncObjectReply(new Handle(0x44434241), new NtStatus(0x48474645), 0x504f4e4d4c4b4a49L,
            0x5857565554535251L),
        """
            0000  41424344          sync_object
            0004  45464748          status
            0008  494a4b4c4d4e4f50  gpu_virtual_address
            0010  5152535455565758  guest_cpu_physical_address
            """);
  }

  @Test
  void destroySyncObject() {
    assertGolden(32,
        new DestroySyncObjectCommand(VmToHostHeader.of(Message.DESTROYSYNCOBJECT, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  eb030000  hdr.command_type
            0018  05060708  sync_object
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void createNtSharedObject() {
    assertGolden(32,
        new CreateNtSharedObjectCommand(VmToHostHeader.of(Message.CREATENTSHAREDOBJECT, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  ec030000  hdr.command_type
            0018  05060708  object
            """);
    assertGolden(4, new CreateNtSharedObjectReply(new Handle(0x04030201)), """
        0000  01020304  shared handle
        """);
  }

  @Test
  void destroyNtSharedObject() {
    assertGolden(32,
        new DestroyNtSharedObjectCommand(VmToHostHeader.of(Message.DESTROYNTSHAREDOBJECT, new Handle(0x04030201)),
            new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  ed030000  hdr.command_type
            0018  05060708  shared_handle
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void setIoSpaceRegion() {
    assertGolden(48,
        new SetIoSpaceRegionCommand(VmToHostHeader.of(Message.SETIOSPACEREGION, new Handle(0x04030201)),
            0x0c0b0a0908070605L, 0x14131211100f0e0dL, 0x18171615),
        """
            0008  01020304          hdr.process
            000c  01000000          hdr.channel_type
            0010  f2030000          hdr.command_type
            0018  05060708090a0b0c  start
            0020  0d0e0f1011121314  length
            0028  15161718          shared_page_gpadl
            """);
    assertGolden(4, new StatusReply(NtStatus.DEVICE_REMOVED), """
        0000  b60200c0  status
        """);
  }

  @Test
  void shareObjectWithHost() {
    assertGolden(40,
        new ShareObjectWithHostCommand(VmToHostHeader.of(Message.SHAREOBJECTWITHHOST, new Handle(0x04030201)),
            new Handle(0x08070605), new Handle(0x0c0b0a09), 0x14131211100f0e0dL),
        """
            0008  01020304          hdr.process
            000c  01000000          hdr.channel_type
            0010  fd030000          hdr.command_type
            0018  05060708          device_handle
            001c  090a0b0c          object_handle
            0020  0d0e0f1011121314  reserved
            """);
    assertGolden(16,
        new ShareObjectWithHostReply(new NtStatus(0x44434241), 0x48474645, 0x504f4e4d4c4b4a49L), """
            0000  41424344          status
            0004  45464748          alignment
            0008  494a4b4c4d4e4f50  vail_nt_handle
            """);
  }

  @Test
  void isFeatureEnabledGlobal() {
    assertGolden(32,
        new IsFeatureEnabledGlobalCommand(VmToHostHeader.of(Message.ISFEATUREENABLED_GLOBAL, new Handle(0x04030201)),
            0x08070605),
        """
            0008  01020304  hdr.process
            000c  01000000  hdr.channel_type
            0010  fe030000  hdr.command_type
            0018  05060708  feature_id
            """);
    assertGolden(16,
        new IsFeatureEnabledReply(new NtStatus(0x44434241), new FeatureDesc((short) 0x4645, (short) 0x4847, true, 0x4,
            false, false, true, 0x94), new IsFeatureEnabledResult((short) 0x4c4b, true, false, true, true, 0x4e4)),
        """
            0000  41424344  status
            0004  4546      descriptor.min_supported_version
            0006  4748      descriptor.max_supported_version
            0008  494a      descriptor.supported/virtualization_mode/global/driver_feature/internal
            000a  4b4c      result.version
            000c  4d4e      result.enabled/known_feature/supported_by_driver/supported_on_confi
            """);
  }

  @Test
  void setProcessAperture() {
    assertGolden(40,
        new SetProcessApertureCommand(VmToHostHeader.of(Message.SETPROCESSAPERTURE, new Handle(0x04030201)),
            0x0c0b0a0908070605L, 0x14131211100f0e0dL),
        """
            0008  01020304          hdr.process
            000c  01000000          hdr.channel_type
            0010  d0070000          hdr.command_type
            0018  05060708090a0b0c  start
            0020  0d0e0f1011121314  length
            """);
    assertGolden(4, new StatusReply(NtStatus.SUCCESS), """
        """);
  }

  @Test
  void signalGuestEvent() {
    assertGolden(48,
        new SignalGuestEventCommand(HostToVmHeader.of(Message.SIGNALGUESTEVENT), 0x0807060504030201L,
            0x100f0e0d0c0b0a09L, true),
        """
            000c  02000000          hdr.channel_type
            0018  0102030405060708  event
            0020  090a0b0c0d0e0f10  process_id
            0028  01                dereference_event
            """);
  }

  @Test
  void setGuestData() {
    assertGolden(48,
        new SetGuestDataCommand(HostToVmHeader.of(Message.SETGUESTDATA), 0x0807060504030201L, 0x100f0e0d0c0b0a09L,
            true, 0x8, 0xa09890),
        """
            000c  02000000          hdr.channel_type
            0010  02000000          hdr.command_type
            0018  0102030405060708  guest_pointer
            0020  090a0b0c0d0e0f10  data64
            0028  11121314          dereference/data_type
            """);
  }

  @Test
  void signalGuestEventPassive() {
    assertGolden(48,
        new SignalGuestEventCommand(HostToVmHeader.of(Message.SIGNALGUESTEVENTPASSIVE), 0x0807060504030201L,
            0x100f0e0d0c0b0a09L, true),
        """
            000c  02000000          hdr.channel_type
            0010  03000000          hdr.command_type
            0018  0102030405060708  event
            0020  090a0b0c0d0e0f10  process_id
            0028  01                dereference_event
            """);
  }
}
