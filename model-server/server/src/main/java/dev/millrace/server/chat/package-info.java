/** Conversations as the tokens that a model was taught to read. */
@NullMarked
package dev.millrace.server.chat;

import org.jspecify.annotations.NullMarked;
