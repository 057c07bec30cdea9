/** The safetensors format: a JSON header with the place of each tensor, then the data. */
package org.llamajvm.loader.safetensors;
