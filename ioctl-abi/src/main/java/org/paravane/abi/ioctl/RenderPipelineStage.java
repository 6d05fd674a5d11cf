package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Stages of the render pipeline. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "dxgk_render_pipeline_stage", prefix = "DXGK_RENDER_PIPELINE_STAGE_")
public enum RenderPipelineStage implements CEnum {
  UNKNOWN(0), //
  INPUT_ASSEMBLER(1), //
  VERTEX_SHADER(2), //
  GEOMETRY_SHADER(3), //
  STREAM_OUTPUT(4), //
  RASTERIZER(5), //
  PIXEL_SHADER(6), //
  OUTPUT_MERGER(7);

  private final int value;

  RenderPipelineStage(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
