/** Where models come from: configuration, tensors, tokenizer and defaults of each form on disk. */
package org.llamajvm.models.source;
