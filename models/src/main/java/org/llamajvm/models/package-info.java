/**
 * Language models to embed in a program. Begin at {@link org.llamajvm.models.LanguageModel}: it
 * opens a model, answers, and is closed at the end. {@link org.llamajvm.models.GenerationRequest}
 * says what is wanted, {@link org.llamajvm.models.Answer} is what is under way, {@link
 * org.llamajvm.models.Generation} what came of it. A message is an {@link
 * org.llamajvm.tokenizer.chat.Message}.
 *
 * <p>Of the packages below, a program needs {@code constraint} for texts of a given form, {@code
 * value} for answers as Java values, {@code tool} for functions that a model may call, {@code
 * memory} to see whether a model fits. The others are for tools that look into models, and for new
 * architectures.
 */
package org.llamajvm.models;
