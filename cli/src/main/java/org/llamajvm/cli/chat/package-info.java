/** The conversation of {@code llama chat}: what is typed, what is printed, and the commands. */
package org.llamajvm.cli.chat;
