package dev.millrace.server.answer;

import java.util.List;

/**
 * What has been added to an answer.
 *
 * @param text its characters
 * @param tokens tokens that begin in it
 * @param ids ids of all tokens that were sampled, end tokens and such of a stop text included
 * @param logProbs of these, under the distributions that they were drawn from
 */
public record Piece(
    String text, List<AnswerToken> tokens, List<Integer> ids, List<Float> logProbs) {}
