package dev.millrace.policy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tokenizer for texts that several people wrote: a control token is read only where its name was
 * written by whoever may give orders; in the words of the others the same name is plain text. A
 * text without such names gets the tokens that the tokenizer gives it.
 */
public final class GuardedTokenizer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A control token in a text: [start, end). */
  private record Named(int start, int end, int id) {}

  private final HuggingFaceTokenizer whole;
  private final HuggingFaceTokenizer plain;
  private final Map<String, Integer> controls;
  private final Pattern names;
  private final BitSet ids = new BitSet();

  private GuardedTokenizer(
      HuggingFaceTokenizer whole, HuggingFaceTokenizer plain, Map<String, Integer> controls) {
    this.whole = whole;
    this.plain = plain;
    this.controls = controls;
    this.names =
        Pattern.compile(
            controls.isEmpty()
                ? "(?!)"
                : controls.keySet().stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
    controls.values().forEach(ids::set);
  }

  /** Reads the {@code tokenizer.json} of a directory. */
  public static GuardedTokenizer load(Path directory) {
    Path file = directory.resolve(Tokenizer.FILE);
    try {
      // Read here first: a file that ends too early would abort the process in native code.
      ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
      Map<String, Integer> controls = new HashMap<>();
      ArrayNode kept = JSON.createArrayNode();
      for (JsonNode added : json.path("added_tokens")) {
        if (added.path("content").asText().isBlank()) {
          kept.add(added);
        } else {
          controls.put(added.path("content").asText(), added.path("id").asInt());
        }
      }
      HuggingFaceTokenizer whole = tokenizer(json);
      json.set("added_tokens", kept);
      json.putNull("post_processor");
      return new GuardedTokenizer(whole, tokenizer(json), Map.copyOf(controls));
    } catch (IOException | RuntimeException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(file, "not a tokenizer: " + line, e);
    }
  }

  private static HuggingFaceTokenizer tokenizer(JsonNode json) throws IOException {
    return HuggingFaceTokenizer.newInstance(
        new ByteArrayInputStream(JSON.writeValueAsBytes(json)), Map.of("truncation", "false"));
  }

  /**
   * The tokens of a text; none are added before or behind it.
   *
   * @param foreign the characters of the text whose writers may not give orders
   */
  public int[] encode(String text, BitSet foreign) {
    List<Named> named = named(text);
    List<Named> orders = new ArrayList<>();
    for (Named each : named) {
      int touched = foreign.nextSetBit(each.start());
      if (touched < 0 || touched >= each.end()) {
        orders.add(each);
      }
    }
    if (orders.size() == named.size()) {
      int[] tokens = tokens(whole, text);
      // Normalisation may have made a name of what is none in the text.
      if (Arrays.stream(tokens).filter(this::isControl).count() == orders.size()) {
        return tokens;
      }
    }
    IntStream.Builder all = IntStream.builder();
    int at = 0;
    for (Named order : orders) {
      addPlain(text.substring(at, order.start()), all);
      all.add(order.id());
      at = order.end();
    }
    addPlain(text.substring(at), all);
    return all.build().toArray();
  }

  /** Control tokens by name, leftmost first and of two that begin together the longer. */
  private List<Named> named(String text) {
    List<Named> found = new ArrayList<>();
    Matcher matcher = names.matcher(text);
    while (matcher.find()) {
      found.add(
          new Named(
              matcher.start(),
              matcher.end(),
              Objects.requireNonNull(controls.get(matcher.group()))));
    }
    return found;
  }

  private void addPlain(String text, IntStream.Builder all) {
    if (text.isEmpty()) {
      return;
    }
    int[] tokens = tokens(plain, text);
    if (text.length() > 1 && Arrays.stream(tokens).anyMatch(this::isControl)) {
      // A vocabulary that has the name among its ordinary pieces: no half of it is a name.
      int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
      if (middle > 0) {
        addPlain(text.substring(0, middle), all);
        addPlain(text.substring(middle), all);
        return;
      }
    }
    Arrays.stream(tokens).filter(id -> !isControl(id)).forEach(all::add);
  }

  private boolean isControl(int id) {
    return ids.get(id);
  }

  private static int[] tokens(HuggingFaceTokenizer tokenizer, String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public void close() {
    whole.close();
    plain.close();
  }
}
