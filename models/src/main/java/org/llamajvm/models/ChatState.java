package org.llamajvm.models;

import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Everything of a conversation but the bytes of its KV cache.
 *
 * @param model fingerprint of the model
 * @param settings of the program that holds the conversation
 * @param messages oldest first
 * @param forgottenTurns turns that the context had no room for
 * @param known the beginning of the conversation whose tokens are known
 * @param cachedTokens tokens in the KV cache
 * @param layout how the KV cache's bytes are arranged; empty if they are not kept
 */
record ChatState(
    String model,
    Map<String, String> settings,
    List<Message> messages,
    int forgottenTurns,
    KnownText known,
    int[] cachedTokens,
    String layout) {}
