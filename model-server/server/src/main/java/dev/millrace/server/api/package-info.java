/** The routes: what each of them answers, from the engine and the tokenizer of one model. */
@NullMarked
package dev.millrace.server.api;

import org.jspecify.annotations.NullMarked;
