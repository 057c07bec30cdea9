/** Renders a conversation as the text that a model was trained to continue. */
package org.llamajvm.tokenizer.chat;
