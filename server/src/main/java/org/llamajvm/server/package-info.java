/** A server for language models, to embed. */
package org.llamajvm.server;
