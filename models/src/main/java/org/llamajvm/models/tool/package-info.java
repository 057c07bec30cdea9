/** Functions that a model may call: how they are offered, and how calls are read from its text. */
package org.llamajvm.models.tool;
