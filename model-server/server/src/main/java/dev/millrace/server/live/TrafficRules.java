package dev.millrace.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a server; for each request the first that matches holds, and for a request that none
 * matches, a share of all.
 */
public final class TrafficRules {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Set<String> ROUTES = Set.of("chat", "completions");
  private static final Set<String> FIELDS =
      Set.of("route", "key", "share", "verifier", "reference", "parameters", "clients_choose");

  private final List<TrafficRule> rules;
  private final TrafficRule otherwise;

  private TrafficRules(List<TrafficRule> rules, double share) {
    this.rules = List.copyOf(rules);
    this.otherwise = TrafficRule.everything(share);
  }

  /** No rule but a share of everything, judged as clients say. */
  public static TrafficRules share(double share) {
    return new TrafficRules(List.of(), share);
  }

  /**
   * Reads a file: {@code {"rules": [{"route": …, "key": …, "share": …, "verifier": …, "reference":
   * …, "parameters": {…}, "clients_choose": …}]}}, all fields of a rule optional.
   *
   * @param share of what no rule matches, and of rules that name none
   * @throws IllegalArgumentException that names the file, the rule and the field which is wrong
   */
  public static TrafficRules read(Path file, double share) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
    if (!root.path("rules").isArray() || root.size() != 1) {
      throw new IllegalArgumentException(file + ": must be an object with a list 'rules' alone");
    }
    List<TrafficRule> rules = new ArrayList<>();
    for (JsonNode rule : root.path("rules")) {
      try {
        rules.add(rule(rule, share));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            file + ": rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
      }
    }
    return new TrafficRules(rules, share);
  }

  private static TrafficRule rule(JsonNode rule, double share) {
    if (!rule.isObject()) {
      throw new IllegalArgumentException("must be an object");
    }
    for (Map.Entry<String, JsonNode> field : rule.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "unknown field '"
                + field.getKey()
                + "'; known are clients_choose, key, parameters, reference, route, share, verifier");
      }
    }
    String route = text(rule, "route");
    if (route != null && !ROUTES.contains(route)) {
      throw new IllegalArgumentException("route must be chat or completions, was '" + route + "'");
    }
    JsonNode part = rule.path("share");
    JsonNode choose = rule.path("clients_choose");
    if (!part.isMissingNode() && !part.isNumber()) {
      throw new IllegalArgumentException("share must be a number, was " + part);
    }
    if (!choose.isMissingNode() && !choose.isBoolean()) {
      throw new IllegalArgumentException("clients_choose must be true or false, was " + choose);
    }
    String reference = text(rule, "reference");
    return new TrafficRule(
        route,
        text(rule, "key"),
        part.asDouble(share),
        text(rule, "verifier"),
        reference == null ? "" : reference,
        parameters(rule.path("parameters")),
        choose.asBoolean(true));
  }

  private static @Nullable String text(JsonNode rule, String field) {
    JsonNode value = rule.path(field);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw new IllegalArgumentException(field + " must be a text, was " + value);
    }
    return value.textValue();
  }

  private static Map<String, String> parameters(JsonNode value) {
    if (!value.isMissingNode() && !value.isObject()) {
      throw new IllegalArgumentException("parameters must be an object of texts");
    }
    Map<String, String> parameters = new TreeMap<>();
    for (Map.Entry<String, JsonNode> pair : value.properties()) {
      if (!pair.getValue().isTextual()) {
        throw new IllegalArgumentException("parameter '" + pair.getKey() + "' must be a text");
      }
      parameters.put(pair.getKey(), pair.getValue().textValue());
    }
    return parameters;
  }

  TrafficRule of(String route, String key) {
    for (TrafficRule rule : rules) {
      if (rule.matches(route, key)) {
        return rule;
      }
    }
    return otherwise;
  }
}
