/** HTTP itself: connections, bodies, streams, who may come in. Nothing here knows of models. */
@NullMarked
package dev.millrace.server.http;

import org.jspecify.annotations.NullMarked;
