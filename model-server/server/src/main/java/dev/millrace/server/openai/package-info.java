/**
 * The words of OpenAI's HTTP interface: what a request says, and how answers and errors are told.
 */
@NullMarked
package dev.millrace.server.openai;

import org.jspecify.annotations.NullMarked;
