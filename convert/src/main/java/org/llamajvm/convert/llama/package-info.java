/** Names, shapes and configuration of Llama's weights, in Meta's and in Hugging Face's form. */
package org.llamajvm.convert.llama;
