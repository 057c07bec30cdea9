package org.llamajvm.models;

/**
 * How well a model predicts a text: the exponential of the mean negative log probability of a
 * token.
 *
 * @param value the perplexity; 1 is a perfect prediction
 * @param error standard error of the value, taking the tokens for independent
 * @param tokens number of tokens predicted
 */
public record Perplexity(double value, double error, long tokens) {}
