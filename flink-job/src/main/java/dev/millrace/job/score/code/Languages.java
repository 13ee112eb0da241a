package dev.millrace.job.score.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands that run the file {@code program}, by language. */
final class Languages {
  private Languages() {}

  /** Commands as one types them: {@code perl=/usr/bin/perl program;sh=/bin/sh program}. */
  static Map<String, List<String>> parse(String text) {
    Map<String, List<String>> commands = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      String[] nameAndCommand = part.strip().split("=", 2);
      List<String> words = new ArrayList<>(List.of(nameAndCommand[1].strip().split("\\s+", -1)));
      if (nameAndCommand[0].isEmpty() || words.get(0).isEmpty() || !words.contains("program")) {
        throw new IllegalArgumentException(part);
      }
      commands.put(nameAndCommand[0], words);
    }
    return commands;
  }
}
