/** The cache in which Hugging Face's programs keep repositories. */
package org.llamajvm.hub.cache;
