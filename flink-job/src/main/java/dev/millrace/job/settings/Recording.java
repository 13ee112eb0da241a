package dev.millrace.job.settings;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The part of a groups topic that a recorded run reads. The ends are fixed before the run, so that
 * it ends at the same place however often it is restarted and whatever is written meanwhile.
 *
 * @param topic name of the groups topic
 * @param until [S] first offset of each partition that is not read
 * @param steps steps after which the run ends anyway; 0 is as many as the groups make
 */
public record Recording(String topic, long[] until, int steps) implements Serializable {
  private static final String FORM = "0:<offset>,1:<offset>, … for every partition";

  public Recording {
    if (topic.isEmpty() || until.length == 0 || Arrays.stream(until).anyMatch(end -> end < 0)) {
      throw new IllegalArgumentException(
          "a recording needs a topic and an end for each partition, got '"
              + topic
              + "' and "
              + Arrays.toString(until));
    }
  }

  /** The ends as one types them: {@code 0:123,1:456}. */
  public String untilText() {
    return IntStream.range(0, until.length)
        .mapToObj(partition -> partition + ":" + until[partition])
        .collect(Collectors.joining(","));
  }

  /** The ends of a text as {@link #untilText} writes it, its partitions in any order. */
  static long[] until(String text) {
    String[] ends = text.split(",", -1);
    long[] until = new long[ends.length];
    Arrays.fill(until, -1);
    for (String end : ends) {
      String[] pair = end.trim().split(":", -1);
      int partition = Integer.parseInt(pair[0]);
      if (pair.length != 2 || partition >= until.length || until[partition] != -1) {
        throw new IllegalArgumentException(text + " is not " + FORM);
      }
      until[partition] = Long.parseLong(pair[1]);
    }
    if (Arrays.stream(until).anyMatch(end -> end < 0)) {
      throw new IllegalArgumentException(text + " is not " + FORM);
    }
    return until;
  }
}
