package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

/** Says which numbers a C enum has. */
public final class EnumTable {
  private EnumTable() {
  }

  /** The constant has this number and this name in C, and is found by the number. */
  public static <E extends Enum<E> & CEnum> void row(E constant, int value, String cName) {
    assertThat(constant.value()).as(cName).isEqualTo(value);
    assertThat(constant.cName()).isEqualTo(cName);
    assertThat(CEnum.of(constant.getDeclaringClass(), value)).contains(constant);
  }

  /** There are so many constants, and none of them has one of these numbers. */
  public static <E extends Enum<E> & CEnum> void unknown(Class<E> type, int constants, int... numbers) {
    assertThat(type.getEnumConstants()).hasSize(constants);
    for (int number : numbers) {
      assertThat(CEnum.of(type, number)).as("number %s", number).isEmpty();
    }
  }
}
