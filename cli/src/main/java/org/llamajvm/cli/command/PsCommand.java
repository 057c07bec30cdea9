package org.llamajvm.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Table;
import org.llamajvm.cli.output.Window;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.hub.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a server what it runs. */
@Command(
    name = "ps",
    description = {
      "Asks a running server which model it has.",
      "A key for the server is taken from the environment variable LLAMA_API_KEY."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama ps", "  llama ps --url https://example.org:8443"})
public final class PsCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1 << 20;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final Streams streams;
  private final Surroundings surroundings;

  @Spec private CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the server. Default: ${DEFAULT-VALUE}.")
  private String url = "http://127.0.0.1:8642";

  /** Gets what to work with. */
  public PsCommand(Streams streams, Surroundings surroundings) {
    this.streams = streams;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonObject answer = ask(address());
    Table table = new Table("NAME", "SIZE", "CONTEXT", "AT");
    for (JsonObject model : answer.objects("models")) {
      table.add(
          model.text("name"),
          model.has("size") ? Sizes.text(model.longInteger("size")) : "",
          model.has("context_length") ? String.valueOf(model.longInteger("context_length")) : "",
          url);
    }
    table.lines(streams.outIsTerminal() ? Window.columns() : 0).forEach(streams.out()::println);
    streams.out().flush();
    return ExitCode.DONE;
  }

  private URI address() {
    try {
      URI uri = URI.create(url.replaceFirst("/+$", "") + "/api/ps");
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new ParameterException(
        command.commandLine(),
        "Not the address of a server, such as http://127.0.0.1:8642: " + url);
  }

  private JsonObject ask(URI address) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    surroundings
        .variable("LLAMA_API_KEY")
        .ifPresent(key -> request.header("Authorization", "Bearer " + key));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      byte[] bytes;
      try (InputStream body = response.body()) {
        bytes = body.readNBytes(MOST_BYTES);
      }
      if (response.statusCode() == UNAUTHORIZED) {
        throw new IOException("The server at %s wants a key; set LLAMA_API_KEY".formatted(url));
      }
      if (response.statusCode() != OK) {
        throw new IOException(
            "The server at %s answers with %d".formatted(url, response.statusCode()));
      }
      return JsonObject.parse(Path.of("answer"), bytes, ConfigDialect.CONFIG);
    } catch (ModelException e) {
      throw new IOException("What answers at %s is no server of models".formatted(url), e);
    } catch (ConnectException | HttpTimeoutException e) {
      throw new IOException("No server answers at %s; llama serve starts one".formatted(url), e);
    }
  }
}
