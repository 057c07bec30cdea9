/** Files of {@code torch.save}, and Hugging Face checkpoints made of them. */
package org.llamajvm.convert.torch;
