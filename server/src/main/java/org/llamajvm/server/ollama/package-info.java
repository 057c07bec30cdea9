/** The protocol of ollama, for one model that is always there. */
package org.llamajvm.server.ollama;
