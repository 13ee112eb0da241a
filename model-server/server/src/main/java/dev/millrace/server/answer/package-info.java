/**
 * An answer while it grows: its text, where it stops, what is told of its tokens, and in what
 * words.
 */
@NullMarked
package dev.millrace.server.answer;

import org.jspecify.annotations.NullMarked;
