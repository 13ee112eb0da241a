package dev.millrace.policy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The mapping between text and token ids that a {@code tokenizer.json} describes. */
public final class Tokenizer implements AutoCloseable {
  /** The file that defines the tokenizer. */
  public static final String FILE = "tokenizer.json";

  /** The files of a policy directory that belong to its tokenizer. */
  static final List<String> FILES =
      List.of(
          FILE,
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "vocab.json",
          "merges.txt");

  private final HuggingFaceTokenizer tokenizer;
  private final String digest;
  private final int vocabSize;

  private Tokenizer(HuggingFaceTokenizer tokenizer, String digest, int vocabSize) {
    this.tokenizer = tokenizer;
    this.digest = digest;
    this.vocabSize = vocabSize;
  }

  public static Tokenizer load(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new InvalidPolicyException(file, "no such file");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      // Read here first: a file that ends too early would abort the process in native code.
      int vocabSize = TokenizerFiles.vocabSize(file);
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(stream, Map.of("truncation", "false"));
      return new Tokenizer(tokenizer, WeightsFile.digest(file), vocabSize);
    } catch (IOException | RuntimeException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(file, "not a tokenizer: " + line, e);
    }
  }

  /** Token ids of a text, with the special tokens that the tokenizer itself adds. */
  public int[] encode(String text) {
    return Arrays.stream(tokenizer.encode(text, true, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Token ids of a text that goes on from another, without special tokens of the tokenizer. */
  public int[] encodeContinuation(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Text of token ids, without special tokens. */
  public String decode(int[] tokens) {
    return tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
  }

  /** SHA-256 of {@code tokenizer.json}, lower-case hexadecimal. */
  public String digest() {
    return digest;
  }

  /** One more than the largest token id. */
  public int vocabSize() {
    return vocabSize;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
