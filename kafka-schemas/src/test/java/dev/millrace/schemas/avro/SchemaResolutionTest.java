package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Two versions of a small contract: what an old writer and a new reader make of each other. */
class SchemaResolutionTest {
  private static final Schema FIRST =
      SchemaBuilder.record("Mark")
          .fields()
          .requiredString("name")
          .requiredString("gone")
          .endRecord();
  private static final Schema SECOND =
      SchemaBuilder.record("Mark")
          .fields()
          .requiredString("name")
          .name("count")
          .type()
          .longType()
          .longDefault(7)
          .endRecord();

  record Mark(String name, long count) {}

  private final SingleObject<String[]> first =
      new SingleObject<>(
          new Contract(List.of(FIRST)),
          (out, value) -> {
            out.text(value[0]);
            out.text(value[1]);
          },
          in -> new String[] {in.text(), in.text()});
  private final SingleObject<Mark> second =
      new SingleObject<>(
          new Contract(List.of(FIRST, SECOND)),
          (out, mark) -> {
            out.text(mark.name());
            out.number(mark.count());
          },
          in -> new Mark(in.text(), in.number()));

  @Test
  void anOldRecordIsReadWithTheDefaultsOfTheNewSchema() throws Exception {
    byte[] old = first.encode(new String[] {"a", "b"});
    assertThat(second.decode(old)).isEqualTo(new Mark("a", 7));
  }

  @Test
  void aRecordOfALaterSchemaIsMalformedForAnOldReader() {
    byte[] later = second.encode(new Mark("a", 1));
    assertThatThrownBy(() -> first.decode(later)).isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void oldRecordsAreBoundedToo() {
    byte[] old = first.encode(new String[] {"a", "b"});
    for (int length = 0; length < old.length; length++) {
      byte[] cut = Arrays.copyOf(old, length);
      assertThatThrownBy(() -> second.decode(cut)).isInstanceOf(MalformedRecordException.class);
    }
    for (int at = 10; at < old.length; at++) {
      byte[] absurd = Arrays.copyOf(old, old.length + 8);
      Arrays.fill(absurd, at, at + 4, (byte) 0xff); // a length in the hundreds of millions
      assertThatThrownBy(() -> second.decode(absurd)).isInstanceOf(MalformedRecordException.class);
    }
    byte[] longer = Arrays.copyOf(old, old.length + 1);
    assertThatThrownBy(() -> second.decode(longer)).isInstanceOf(MalformedRecordException.class);
  }
}
