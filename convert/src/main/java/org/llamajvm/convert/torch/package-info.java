/** Files written by {@code torch.save}, and Hugging Face checkpoints in that form. */
package org.llamajvm.convert.torch;
