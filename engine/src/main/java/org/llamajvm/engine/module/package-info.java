/** A model as a tree of modules with their weights. Nothing here computes. */
package org.llamajvm.engine.module;
