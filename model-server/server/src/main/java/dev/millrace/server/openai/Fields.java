package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request, each read as what it must be, and named when it is not. */
final class Fields {
  private final ObjectNode body;
  private final Set<String> read = new HashSet<>();

  Fields(ObjectNode body) {
    this.body = body;
  }

  /** A field as it is; missing when it is absent or null. */
  JsonNode any(String name) {
    read.add(name);
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? MissingNode.getInstance() : value;
  }

  boolean flag(String name) {
    JsonNode value = any(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(name, "must be true or false", value);
    }
    return value.asBoolean();
  }

  @Nullable String text(String name) {
    JsonNode value = any(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(name, "must be a string", value);
    }
    return value.textValue();
  }

  int whole(String name, int otherwise, int least, int most) {
    JsonNode value = any(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    boolean fits = value.isIntegralNumber() && value.canConvertToInt();
    if (!fits || value.intValue() < least || value.intValue() > most) {
      throw wrong(name, "must be a whole number from " + least + " to " + most, value);
    }
    return value.intValue();
  }

  @Nullable Long seed(String name) {
    JsonNode value = any(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "must be a whole number of 64 bits", value);
    }
    return value.longValue();
  }

  /** A number in [least, most], or in (least, most]. */
  float number(String name, double otherwise, double least, double most, boolean open) {
    JsonNode value = any(name);
    double number = value.isMissingNode() ? otherwise : value.doubleValue();
    boolean fits = value.isMissingNode() || value.isNumber();
    if (!fits || !(open ? number > least : number >= least) || !(number <= most)) {
      String range = (open ? "in (" : "in [") + least + ", " + most + "]";
      throw wrong(name, "must be a number " + range, value);
    }
    return (float) number;
  }

  /** Notes that a field is known, whatever it says. */
  void accept(String... names) {
    read.addAll(Set.of(names));
  }

  /** Refuses every field that nobody has read. */
  void refuseTheRest() {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!read.contains(field.getKey())) {
        String shown = shortened(field.getKey());
        throw ApiException.unsupported(shown, "unrecognized request argument supplied: " + shown);
      }
    }
  }

  static ApiException wrong(String name, String must, JsonNode value) {
    return ApiException.invalid(
        name, "'" + name + "' " + must + ", was " + shortened(value.toString()));
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
