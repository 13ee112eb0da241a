package dev.millrace.server.answer;

import dev.millrace.schemas.VersionSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of one choice, to be told.
 *
 * @param index of the choice
 * @param prompt tokens of its prompt
 * @param echo text that goes before the answer
 * @param piece what is told
 * @param finishReason why the answer ended; null while it goes on
 * @param spans which weights sampled which tokens; all of them once it has ended
 */
public record Told(
    int index,
    int[] prompt,
    String echo,
    Piece piece,
    @Nullable String finishReason,
    List<VersionSpan> spans) {}
