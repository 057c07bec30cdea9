/** Llama and Mistral: configuration, weights, forward pass. */
package org.llamajvm.models.llama;
