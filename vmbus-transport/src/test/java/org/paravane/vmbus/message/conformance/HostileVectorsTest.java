package org.paravane.vmbus.message.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.vmbus.message.conformance.MessageConformance.VectorOutcome;
import tools.jackson.databind.json.JsonMapper;

/** Vectors whose fields are of the wrong kind or size, and names that are spelt in other ways. */
class HostileVectorsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static VectorOutcome check(String json) {
    return MessageVectors.check(JSON.readTree(json.replace('\'', '"')));
  }

  private static String release(String fields) {
    return "{'name':'n','type':7,'length':12,'fields':" + fields + ",'hex':'070000000000000005000000'}";
  }

  @Test
  void theVectorThatTheOthersAreMadeOfConforms() {
    assertThat(check(release("{'channelId':5}")).differences()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'channelId':{}}", "{'channelId':[]}", "{'channelId':[5]}", "{'channelId':{'value':5}}",
      "{'channelId':null}", "{'channelId':5.5}", "{'channelId':''}", "{'channelId':'0x'}", "{'channelId':'5 5'}",
      "{'channelId':true}", "{'channelId':4294967301}", "{'channelId':-4294967291}", "{'channelId':'0x100000005'}",
      "{'channelId':5,'channel':6}", "{'channelId':5,'pfnsInThisMessage':1}", "{'channelId':5,'pfnsInThisMessage':-1}",
      "[]", "7", "null", "{}"})
  void aFieldOfAnotherKindIsADifference(String fields) {
    VectorOutcome outcome = check(release(fields));
    assertThat(outcome.name()).isEqualTo("n");
    assertThat(outcome.differences()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'pfns':{}}", "{'pfns':[{}]}", "{'pfns':[[1]]}", "{'pfns':[16,'x']}", "{'pfns':[]}",
      "{'pfns':[16,17,18]}", "{'pfns':16}", "{'pfnsInThisMessage':[2]}", "{'pfnsInThisMessage':1}",
      "{'pfns':['0x10000000000000010',17]}", "{'pfns':[16,-18446744073709551599]}"})
  void pagesOfAnotherKindAreADifference(String fields) {
    String body = "{'name':'n','type':9,'length':32,'fields':" + fields.replace("{'pfns", "{'gpadlId':7,'pfns")
        + ",'hex':'0900000000000000000000000700000010000000000000001100000000000000'}";
    assertThat(check(body).differences()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "7", "''", "'f8615163'", "[1,2]"})
  void aGuidThatIsNoneIsADifference(String guid) {
    assertThat(check("{'name':'n','type':21,'length':40,'fields':{'endpoint':" + guid + "},'hex':'1500000000000000"
        + "00".repeat(32) + "'}").differences()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"channelId,channel", "channel_id,channelId", "ChannelId,channelId", "interfaceGuid,interfaceId",
      "isDedicatedInterrupt,dedicated", "totalBytes,rangeBufferBytes", "pfns,values", "pageNumbers,values",
      "featureFlags,features", "openFlags,flags", "reserved,messageNumber", "id,id"})
  void otherSpellingsAreTheSameName(String one, String other) {
    assertThat(FieldNames.same(one, other)).isTrue();
    assertThat(FieldNames.same(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"channelId,gpadlId", "id,guid", "status,state", "targetVp,target", "pfns,pfnsInThisMessage",
      "parentToChildPage,childToParentPage", "interruptPage,interruptMask", "rangeCount,rangeBufferBytes"})
  void otherNamesAreOthers(String one, String other) {
    assertThat(FieldNames.same(one, other)).isFalse();
    assertThat(FieldNames.same(other, one)).isFalse();
  }

  @Test
  void aReportCountsWhatPassedAndWhatDidNot() {
    VectorOutcome good = new VectorOutcome("good", List.of());
    VectorOutcome bad = new VectorOutcome("bad", List.of("x"));
    assertThat(new MessageConformance(List.of()).conforms()).isFalse();
    assertThat(new MessageConformance(List.of(good)).conforms()).isTrue();
    MessageConformance both = new MessageConformance(List.of(good, bad, good));
    assertThat(both.conforms()).isFalse();
    assertThat(both.passed()).isEqualTo(2);
    assertThat(both.failed()).isOne();
  }
}
