/** Fetches models from a Hugging Face hub into the cache. */
package org.llamajvm.hub.pull;
