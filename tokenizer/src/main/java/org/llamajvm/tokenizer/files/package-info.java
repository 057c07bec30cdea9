/** Opens the tokenizer of a model's directory, whichever files hold it. */
package org.llamajvm.tokenizer.files;
