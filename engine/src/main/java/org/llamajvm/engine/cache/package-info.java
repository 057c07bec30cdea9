/** The KV cache: keys and values of sequences, in pages of a pool. */
package org.llamajvm.engine.cache;
