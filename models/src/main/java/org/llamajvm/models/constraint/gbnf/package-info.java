/** Grammars in the notation of llama.cpp. */
package org.llamajvm.models.constraint.gbnf;
