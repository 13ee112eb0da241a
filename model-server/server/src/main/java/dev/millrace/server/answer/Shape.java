package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON of the answers of one route. */
public interface Shape {
  /** The answer in one. */
  ObjectNode whole(Head head, List<Told> choices);

  /** What opens a choice of a stream. */
  ObjectNode opening(Head head, Told told);

  /** A part of a choice of a stream. */
  ObjectNode chunk(Head head, Told told);

  /** A part of a stream that has no choices. */
  ObjectNode empty(Head head);
}
