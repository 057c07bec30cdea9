/** Language models to embed in a program. */
package org.llamajvm.models;
