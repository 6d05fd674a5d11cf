package org.paravane.abi.query;

import org.paravane.abi.CEnum;

/** Kinds of engine nodes, as WDDM numbers them. */
@CEnum.Spelling(name = "dxgk_engine_type", prefix = "DXGK_ENGINE_TYPE_")
public enum EngineType implements CEnum {
  OTHER(0), //
  ENGINE_3D(1, "3D"), //
  VIDEO_DECODE(2), //
  VIDEO_ENCODE(3), //
  VIDEO_PROCESSING(4), //
  SCENE_ASSEMBLY(5), //
  COPY(6), //
  OVERLAY(7), //
  CRYPTO(8);

  private final int value;
  private final String suffix;

  EngineType(int value) {
    this.value = value;
    this.suffix = name();
  }

  EngineType(int value, String suffix) {
    this.value = value;
    this.suffix = suffix;
  }

  @Override
  public int value() {
    return value;
  }

  @Override
  public String cName() {
    return "DXGK_ENGINE_TYPE_" + suffix;
  }
}
