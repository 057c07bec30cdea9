/** Opens any checkpoint, writes it as a model's directory, and verifies what was written. */
package org.llamajvm.convert;
