package dev.millrace.job;

import dev.millrace.job.settings.InvalidOptionException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/** What was typed: options of Flink's configuration, and program arguments that go before them. */
final class Arguments {
  private static final String PREFIX = "millrace.";

  private Arguments() {}

  /**
   * Option values by key.
   *
   * @param args {@code --millrace.x value}, any number of times
   * @param configuration of the cluster; its {@code millrace.*} keys count
   */
  static Map<String, String> of(String[] args, ReadableConfig configuration) {
    Map<String, String> typed = new HashMap<>();
    configuration
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)) {
                typed.put(key, value);
              }
            });
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--" + PREFIX)) {
        throw new InvalidOptionException(
            "expected --" + PREFIX + "<room>.<name>, was '" + args[i] + "'");
      }
      String key = args[i].substring("--".length());
      if (i + 1 == args.length) {
        throw new InvalidOptionException(key + " has no value");
      }
      typed.put(key, args[i + 1]);
    }
    return typed;
  }
}
