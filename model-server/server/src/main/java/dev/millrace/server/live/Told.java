package dev.millrace.server.live;

import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.SampledToken;
import java.util.List;

/**
 * A request whose answers the client has.
 *
 * @param id of the answer, and of the group
 * @param owner name of the key that asked
 * @param judging who judges
 * @param requests to the engine, one for each answer
 * @param answers the tokens of each
 * @param stops texts that end an answer
 * @param retry whether the client said that it repeated itself
 * @param digest of key and request
 * @param askedAtMillis when it was asked, epoch milliseconds
 */
record Told(
    String id,
    String owner,
    Judging judging,
    List<EngineRequest> requests,
    List<List<SampledToken>> answers,
    List<String> stops,
    boolean retry,
    byte[] digest,
    long askedAtMillis) {}
