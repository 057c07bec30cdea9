/** The JSON files beside a model's weights. */
package org.llamajvm.models.config;
