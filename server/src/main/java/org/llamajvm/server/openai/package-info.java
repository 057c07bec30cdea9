/** The protocol of OpenAI: chat completions, completions, models and responses. */
package org.llamajvm.server.openai;
