/** Tells what a model thinks from what it answers. */
package org.llamajvm.models.thinking;
