/** The generator's clients: prompts and versions in, groups out. */
@NullMarked
package dev.millrace.server.kafka;

import org.jspecify.annotations.NullMarked;
