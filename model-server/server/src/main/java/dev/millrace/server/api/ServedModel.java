package dev.millrace.server.api;

import dev.millrace.policy.TokenBytes;
import dev.millrace.server.engine.Engine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The model that a server has.
 *
 * @param id by which clients name it; stays the same while its weights change
 * @param created when it came to be, seconds since 1970
 * @param engine makes answers
 * @param prompts makes tokens of words
 * @param bytes makes words of tokens
 * @param vocabulary number of token ids
 * @param maxPositions longest sequence, prompt and answer together
 * @param endTokens tokens that end an answer
 * @param version the weights that serve; gives null while there are none
 */
public record ServedModel(
    String id,
    long created,
    Engine engine,
    Prompts prompts,
    TokenBytes bytes,
    int vocabulary,
    int maxPositions,
    int[] endTokens,
    Supplier<@Nullable ServedVersion> version) {}
