package dev.millrace.server.api;

import dev.millrace.server.answer.Shape;
import dev.millrace.server.openai.Wanted;
import java.util.List;

/**
 * What a request comes to.
 *
 * @param prompts tokens of each prompt
 * @param echoes text that goes before the answers of each prompt
 * @param wanted how each answer is to be made
 * @param shape the words in which it is told
 */
record Task(List<int[]> prompts, List<String> echoes, Wanted wanted, Shape shape) {
  int choices() {
    return prompts.size() * wanted.n();
  }

  int promptOf(int choice) {
    return choice / wanted.n();
  }
}
