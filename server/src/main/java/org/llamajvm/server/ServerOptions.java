package org.llamajvm.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** What {@link LlamaServerBuilder} has collected. */
record ServerOptions(
    LanguageModel model,
    String id,
    Optional<ChatTemplate> template,
    SchedulerOptions scheduling,
    String host,
    int port,
    Optional<SSLContext> tls,
    List<String> keys,
    boolean insecure,
    Set<String> hostNames,
    Set<String> origins,
    int mostPerClient,
    int mostBodyBytes,
    int mostConnections,
    Duration idleTime,
    boolean strictModel,
    Consumer<String> log,
    boolean logJson) {}
