/** Opens the tokenizer of a model's directory from any of the supported files. */
package org.llamajvm.tokenizer.files;
