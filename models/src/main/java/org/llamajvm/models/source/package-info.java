/** Opens a model of any form on disk: configuration, tensors, tokenizer and defaults. */
package org.llamajvm.models.source;
