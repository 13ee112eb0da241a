package dev.millrace.ops.check;

import dev.millrace.schemas.Prompt;

/**
 * A response with the judgement that is known to be right.
 *
 * @param line of the file, from 1
 * @param expected whether the response is right
 */
record VerifierRow(int line, Prompt prompt, String answer, boolean expected) {}
