package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What all parts of an answer say of it.
 *
 * @param id of the response
 * @param created when it was asked for, seconds since 1970
 * @param model who answers
 * @param fingerprint of the weights that served when it was asked for
 * @param version of these weights, lineage.step
 */
public record Head(String id, long created, String model, String fingerprint, String version) {
  ObjectNode node(String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model)
        .put("system_fingerprint", fingerprint);
  }
}
