package dev.millrace.job.score.rule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Right when the response is JSON that a schema allows. Draft 2020-12 where the schema names no
 * other; nothing is fetched; its {@code pattern}s have the syntax of RE2.
 *
 * <p>Parameters: {@code schema}, the schema as JSON text; the reference where it is not given.
 * {@code where}: {@code whole}, the default, when the response is the JSON and white space around
 * it, {@code fence} when it is what stands in the last fenced code block, or the whole response
 * where there is none.
 *
 * <p>JSON is strict: no comments, no repeated names, nothing after it; at most {@value #MAX_TEXT}
 * characters and {@value #MAX_DEPTH} levels. Channels: {@code correct}; {@code format}, whether it
 * is JSON.
 */
public final class JsonSchemaVerifier implements Verifier {
  static final int MAX_TEXT = 100_000;
  static final int MAX_DEPTH = 100;

  private static final Set<String> PARAMETERS = Set.of("schema", "where");
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(1_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  // All responses of a group, and mostly those of a data set, have one schema.
  private @Nullable Compiled last;

  private record Compiled(String text, Schema schema) {}

  @Override
  public String name() {
    return "json-schema";
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    Schema schema = schema(parameters, prompt);
    boolean fence = parameters.oneOf("where", "whole", "fence").equals("fence");
    Optional<JsonNode> json = read(fence ? fenced(response) : response);
    if (json.isEmpty()) {
      return Map.of(CORRECT, 0f, FORMAT, 0f);
    }
    boolean allowed;
    try {
      allowed = schema.validate(json.get()).isEmpty();
    } catch (SchemaException e) {
      throw parameters.refused("schema", "cannot be used: " + e.getMessage());
    }
    return Map.of(CORRECT, allowed ? 1f : 0f, FORMAT, 1f);
  }

  private Schema schema(Parameters parameters, Prompt prompt) {
    String text = parameters.text("schema").orElse(prompt.reference());
    Compiled known = last;
    if (known == null || !known.text().equals(text)) {
      JsonNode node = read(text).orElse(null);
      if (node == null || !(node.isObject() || node.isBoolean())) {
        throw parameters.refused("schema", "must be a JSON object");
      }
      try {
        known = new Compiled(text, compiled(node));
      } catch (SchemaException | IllegalArgumentException e) {
        throw parameters.refused("schema", "cannot be used: " + e.getMessage());
      }
      last = known;
    }
    return known.schema();
  }

  /**
   * The schema, once the schema of schemas has allowed it: a misspelt type would allow anything.
   */
  private static Schema compiled(JsonNode node) {
    SchemaRegistry registry = registry();
    String dialect = node.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
    Optional<String> problem =
        registry.getSchema(SchemaLocation.of(dialect)).validate(node).stream()
            .map(String::valueOf)
            .findFirst();
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
    Schema schema = registry.getSchema(node);
    schema.initializeValidators();
    return schema;
  }

  private static SchemaRegistry registry() {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(pattern -> LinearPattern.compile(pattern, false)::isIn)
            .build();
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder
                .schemaRegistryConfig(config)
                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
  }

  private static Optional<JsonNode> read(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(text);
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String fenced(String response) {
    int close = response.lastIndexOf("```");
    int open = close <= 0 ? -1 : response.lastIndexOf("```", close - 1);
    if (open < 0) {
      return response;
    }
    int line = response.indexOf('\n', open);
    return line < 0 || line > close ? "" : response.substring(line + 1, close);
  }
}
