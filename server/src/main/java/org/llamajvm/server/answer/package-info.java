/** From a conversation or a text to what the model answers, in the words of no protocol. */
package org.llamajvm.server.answer;
