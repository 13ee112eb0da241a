/**
 * Live requests as prompts for training: which are taken, how their answers become groups, and what
 * is never written. Nothing here is waited for by whoever asks.
 */
@NullMarked
package dev.millrace.server.live;

import org.jspecify.annotations.NullMarked;
