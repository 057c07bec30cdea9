/** Measures how fast a model runs. */
package org.llamajvm.models.bench;
