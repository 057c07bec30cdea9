/** Conversations to the text that a model was trained to continue. */
package org.llamajvm.tokenizer.chat;
