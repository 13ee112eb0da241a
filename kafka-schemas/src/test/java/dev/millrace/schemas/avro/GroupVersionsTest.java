package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/** Groups that were written before responses had feedback, in one log with those of today. */
class GroupVersionsTest {
  private static final List<Schema> VERSIONS = Contract.released("ResponseGroup", 2).versions();

  @Property(seed = "42", tries = 100)
  void groupsWrittenBeforeFeedbackAreReadWithoutAny(@ForAll long seed) throws Exception {
    ResponseGroup group = new TestObjects(seed).group();
    var older = new BinaryMessageDecoder<Object>(GenericData.get(), VERSIONS.get(0));
    older.addSchema(VERSIONS.get(1));
    byte[] first =
        new BinaryMessageEncoder<>(GenericData.get(), VERSIONS.get(0))
            .encode(older.decode(ResponseGroupCodec.encode(group)))
            .array();
    ResponseGroup read = ResponseGroupCodec.decode(first);
    assertThat(read.responses()).allSatisfy(r -> assertThat(r.feedback()).isEmpty());
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("responses.feedback")
        .isEqualTo(group);
    assertThat(read.responses())
        .extracting(Response::responseId)
        .isEqualTo(group.responses().stream().map(Response::responseId).toList());
  }
}
