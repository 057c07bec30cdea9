/** Reads {@code generation_config.json}. */
package org.llamajvm.models.config;
