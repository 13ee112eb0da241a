package dev.millrace.schemas.avro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * Every released schema version of one record, oldest first; the last is the current one, which is
 * written and to which all others are resolved. A released file is never changed: a change is a new
 * file with the next number.
 *
 * @param versions the schemas, version 1 first
 */
record Contract(List<Schema> versions) {

  /** Loads {@code <record>/1.avsc} to {@code <record>/<newest>.avsc} from beside this class. */
  static Contract released(String record, int newest) {
    return new Contract(
        IntStream.rangeClosed(1, newest).mapToObj(version -> load(record, version)).toList());
  }

  Schema current() {
    return versions.get(versions.size() - 1);
  }

  private static Schema load(String record, int version) {
    String file = record + "/" + version + ".avsc";
    try (InputStream in = Contract.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("schema " + file + " is not on the class path");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("schema " + file + " cannot be read", e);
    }
  }
}
