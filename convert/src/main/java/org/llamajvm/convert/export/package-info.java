/** Plans and writes GGUF files: names, keys, types of tensors. */
package org.llamajvm.convert.export;
