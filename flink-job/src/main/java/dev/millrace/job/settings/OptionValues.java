package dev.millrace.job.settings;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was typed for each option, by key; an option that was not typed has its default. */
public final class OptionValues {
  private final Map<String, String> typed;

  private OptionValues(Map<String, String> typed) {
    this.typed = new TreeMap<>(typed);
  }

  /** Values that are looked up without a check of unknown keys. */
  public static OptionValues of(Map<String, String> typed) {
    return new OptionValues(typed);
  }

  /**
   * Refuses a key that no option has.
   *
   * @param known every option
   * @param prefixes keys that are passed on as they are begin with one of these
   */
  public void refuseUnknown(Collection<Option<?>> known, Collection<String> prefixes) {
    Collection<String> keys = known.stream().map(Option::key).collect(Collectors.toList());
    for (String key : typed.keySet()) {
      if (!keys.contains(key) && prefixes.stream().noneMatch(key::startsWith)) {
        throw new InvalidOptionException(
            "unknown option " + key + "; the nearest is " + NearestName.of(key, keys));
      }
    }
  }

  /** Whether a value was typed. */
  public boolean has(Option<?> option) {
    return typed.containsKey(option.key());
  }

  /** The typed value, or the default. */
  public <T> T get(Option<T> option) {
    return option.parse(typed.getOrDefault(option.key(), option.defaultText()));
  }

  /** The typed value, or a default that another option decides. */
  public <T> T get(Option<T> option, T otherwise) {
    String text = typed.get(option.key());
    return text == null ? otherwise : option.parse(text);
  }

  /** What follows a prefix, by the rest of the key. */
  public Map<String, String> under(String prefix) {
    return typed.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  /** The same values where they were typed, and presets where they were not. */
  public OptionValues withPresets(Map<String, String> presets) {
    Map<String, String> merged = new TreeMap<>(presets);
    merged.putAll(typed);
    return new OptionValues(merged);
  }
}
