/** What a model is made of: a tree of modules with their weights. Nothing here computes. */
package org.llamajvm.engine.module;
