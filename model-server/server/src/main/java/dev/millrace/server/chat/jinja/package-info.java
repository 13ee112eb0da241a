/**
 * The part of Jinja that chat templates are written in. Templates see values made here and nothing
 * of Java; every character of what they make knows whether a caller wrote it.
 */
@NullMarked
package dev.millrace.server.chat.jinja;

import org.jspecify.annotations.NullMarked;
