package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.VersionSpan;
import java.util.List;

/** What is told beside a text: token ids, and which weights made it. */
final class Details {
  private final boolean tokenIds;

  Details(boolean tokenIds) {
    this.tokenIds = tokenIds;
  }

  boolean tokenIds() {
    return tokenIds;
  }

  void addIds(ObjectNode node, String name, int[] ids) {
    if (tokenIds) {
      ArrayNode array = node.putArray(name);
      for (int id : ids) {
        array.add(id);
      }
    }
  }

  void addIds(ObjectNode choice, Piece piece) {
    if (tokenIds) {
      ArrayNode array = choice.putArray("token_ids");
      piece.ids().forEach(array::add);
    }
  }

  /** The extension object: spans of the choices that have ended. */
  void addExtension(ObjectNode answer, Head head, List<Told> choices) {
    ObjectNode extension = answer.putObject("millrace");
    extension.put("weight_version", head.version());
    ArrayNode array = extension.putArray("choices");
    for (Told told : choices) {
      ObjectNode choice = array.addObject().put("index", told.index());
      if (tokenIds) {
        ArrayNode logProbs = choice.putArray("behaviour_logprobs");
        told.piece().logProbs().forEach(value -> logProbs.add(LogProbs.finite(value)));
      }
      if (told.finishReason() != null) {
        ArrayNode spans = choice.putArray("spans");
        for (VersionSpan span : told.spans()) {
          spans
              .addObject()
              .put("lineage", span.lineage())
              .put("step", span.step())
              .put("start", span.start())
              .put("end", span.end());
        }
      }
    }
  }
}
