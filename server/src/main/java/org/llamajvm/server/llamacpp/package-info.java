/** Endpoints of llama.cpp's server: state, tokens and templates. */
package org.llamajvm.server.llamacpp;
