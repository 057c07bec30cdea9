/** Writes any checkpoint as a directory in the Hugging Face layout, quantised if asked. */
package org.llamajvm.loader.convert;
