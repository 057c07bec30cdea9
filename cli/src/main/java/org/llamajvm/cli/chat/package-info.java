/** {@code llama chat}: input, output and the commands of a conversation. */
package org.llamajvm.cli.chat;
