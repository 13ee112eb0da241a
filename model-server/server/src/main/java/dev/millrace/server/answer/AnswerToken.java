package dev.millrace.server.answer;

import dev.millrace.server.engine.SampledToken;

/**
 * A token of an answer.
 *
 * @param sampled what the engine said
 * @param offset characters of the answer before its first character
 */
record AnswerToken(SampledToken sampled, int offset) {}
