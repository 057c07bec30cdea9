/** The protocol of Anthropic: messages. */
package org.llamajvm.server.anthropic;
