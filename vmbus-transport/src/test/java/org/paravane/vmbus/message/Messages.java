package org.paravane.vmbus.message;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.paravane.abi.Guid;

/** Makes messages of every layout with random content that fits its fields. */
final class Messages {
  private Messages() {
  }

  static ControlMessage random(MessageLayout layout, RandomGenerator random) {
    RecordComponent[] components = layout.record().getRecordComponents();
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(components).map(component -> value(component, random)).toArray();
    if (layout.type() == MessageLayout.INITIATE_CONTACT.type()) {
      values[0] = layout == MessageLayout.INITIATE_CONTACT_LEGACY
          ? ProtocolVersion.V4_1.number()
          : ProtocolVersion.V5_3.number();
    }
    try {
      return layout.record().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object value(RecordComponent component, RandomGenerator random) {
    Field field = component.getAnnotation(Field.class);
    if (component.getType() == int.class) {
      int bytes = field == null ? 4 : field.bytes();
      return bytes == 4 ? random.nextInt() : random.nextInt(1 << (8 * bytes));
    } else if (component.getType() == long.class) {
      return random.nextLong();
    } else if (component.getType() == Guid.class) {
      return new Guid(random.nextInt(), (short) random.nextInt(), (short) random.nextInt(), random.nextLong());
    } else if (component.getType() == UserData.class) {
      byte[] data = new byte[UserData.BYTES];
      random.nextBytes(data);
      return UserData.of(data);
    }
    int count = random.nextInt(field == null ? 1 : field.mostValues() + 1);
    List<Long> values = IntStream.range(0, count).mapToObj(i -> random.nextLong()).collect(Collectors.toList());
    return values;
  }
}
