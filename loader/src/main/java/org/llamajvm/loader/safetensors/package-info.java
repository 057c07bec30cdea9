/** The safetensors format: a header in JSON that says where each tensor lies, then the bytes. */
package org.llamajvm.loader.safetensors;
