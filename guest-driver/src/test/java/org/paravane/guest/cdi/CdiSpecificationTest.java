package org.paravane.guest.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CdiSpecificationTest {
  private static final String PLACE = "https://schema.test/";
  private static final CdiSpecification TWO = CdiSpecification
      .of(List.of(Path.of("/run/paravane/dev/nodes/accel0"), Path.of("/run/paravane/dev/nodes/accel12")));

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(CdiSpecificationTest.class.getResourceAsStream("/cdi/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The published schema; nothing is fetched. */
  private static List<Error> errors(String json) throws IOException {
    Map<String, String> schemas = Map.of(PLACE + "schema.json", resource("schema.json"), PLACE + "defs.json",
        resource("defs.json"));
    Schema schema = SchemaRegistry
        .withDefaultDialect(SpecificationVersion.DRAFT_7, builder -> builder.schemas(schemas))
        .getSchema(SchemaLocation.of(PLACE + "schema.json"));
    return schema.validate(json, InputFormat.JSON);
  }

  @Test
  void thePublishedSchemaTakesIt() throws IOException {
    assertThat(errors(TWO.json())).isEmpty();
    assertThat(errors(CdiSpecification.of(List.of()).json())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"hostPath\"", "\"containerPath\"", "\"cdiVersion\"", "\"kind\"", "\"containerEdits\"",
      "\"name\""})
  void theSchemaMissesWhatIsNotThere(String member) throws IOException {
    assertThat(errors(TWO.json().replace(member, "\"other\""))).isNotEmpty();
  }

  /** The schema takes any text here; the specification says more. */
  @Test
  void namesFollowTheSpecification() {
    assertThat(TWO.cdiVersion()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(TWO.kind()).matches("[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]/[A-Za-z][A-Za-z0-9_-]*[A-Za-z0-9]");
    assertThat(TWO.devices()).extracting(CdiSpecification.Device::name).containsExactly("accel0", "accel12", "all")
        .allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9_.:-]*[A-Za-z0-9]")).doesNotHaveDuplicates();
  }

  @Test
  void aDeviceIsTheDirectoryOfItsNodeAndAVariableThatSaysWhere() {
    CdiSpecification.Edits edits = TWO.devices().get(1).containerEdits();
    assertThat(edits.env()).containsExactly("PARAVANE_NODE_ACCEL12=/dev/paravane/accel12/accel12");
    assertThat(edits.mounts()).singleElement().satisfies(mount -> {
      assertThat(mount.hostPath()).isEqualTo("/run/paravane/dev/nodes/accel12");
      assertThat(mount.containerPath()).isEqualTo("/dev/paravane/accel12");
      assertThat(mount.type()).isEqualTo("bind");
      assertThat(mount.options()).contains("rbind", "rw");
    });
  }

  @Test
  void allIsEveryDeviceAndNothingCollides() {
    CdiSpecification.Edits all = TWO.devices().getLast().containerEdits();
    assertThat(all.mounts()).hasSize(2).extracting(CdiSpecification.Mount::containerPath).doesNotHaveDuplicates();
    Set<String> variables = new HashSet<>();
    assertThat(all.env()).hasSize(2).allMatch(each -> variables.add(each.substring(0, each.indexOf('='))));
  }
}
