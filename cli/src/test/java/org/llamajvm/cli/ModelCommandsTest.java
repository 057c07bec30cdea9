package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.Surroundings;

/** The commands on models that have names. */
class ModelCommandsTest {

  private static final JsonMapper JSON = new JsonMapper();
  static final Path GGUF =
      Path.of(System.getProperty("llama.root"), "models/src/test/resources/gguf/blocks.gguf");
  private static final String COMMIT = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void useNoStoreOfTheMachine() {
    environment.put("OLLAMA_MODELS", home.resolve("ollama").toString());
  }

  private Result llama(String... args) {
    return llamaWithInput("", args);
  }

  private Result llamaWithInput(String input, String... args) {
    Surroundings user = new Surroundings(environment, Optional.of(home), Surroundings.Kind.UNIX);
    return Cli.run(user, input.getBytes(StandardCharsets.UTF_8), args);
  }

  private Path copy(Path from, String to) throws IOException {
    Path target = home.resolve(to);
    Files.createDirectories(target.getParent());
    return Files.copy(from, target);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A hub that has one directory as the repository owner/tiny. */
  private static HttpServer hub(Path files) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, files));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, Path files) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Path file = files.resolve(path.substring(path.lastIndexOf('/') + 1));
    byte[] body = path.startsWith("/api/") ? utf8(listing(files)) : Files.readAllBytes(file);
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String listing(Path files) throws IOException {
    List<Object> siblings = new ArrayList<>();
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.toList()) {
        byte[] content = Files.readAllBytes(file);
        siblings.add(
            Map.of(
                "rfilename",
                file.getFileName().toString(),
                "lfs",
                Map.of("sha256", Sha256.of(content), "size", content.length)));
      }
    }
    return JsonText.compact(Map.of("sha", COMMIT, "siblings", siblings));
  }

  @Test
  void aModelThatWasPulledRunsByItsName() throws IOException {
    HttpServer server = hub(Cli.TINY);
    try {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
      Result pulled = llama("pull", "owner/tiny");
      assertThat(pulled.err()).contains("[INFO] Fetched owner/tiny: ", "llama run owner/tiny");
      assertThat(pulled.out().strip()).endsWith("snapshots/" + COMMIT);
      assertThat(llama("pull", "owner/tiny").err()).contains("is here already (commit c0ffee0)");
    } finally {
      server.stop(0);
    }
    assertThat(llama("list").out()).containsPattern("owner/tiny +Llama .* yes +Hugging Face");
    String[] generate = {"generate", "-p", "The sea", "-n", "4", "--temp", "0", "-m"};
    String expected = Cli.run(andThen(generate, Cli.TINY.toString())).out();
    assertThat(llama(andThen(generate, "owner/tiny")).out()).isEqualTo(expected).isNotEmpty();
    assertThat(llama(andThen(generate, "tiny")).out()).isEqualTo(expected);
    assertThat(llama("show", "owner/tiny").out()).contains("LlamaForCausalLM");
    assertThat(llama("verify", "owner/tiny").exitCode()).isZero();

    Result refused = llama("rm", "owner/tiny");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("Nobody can be asked", "--yes");
    assertThat(llama("rm", "owner/tiny", "--yes").err()).contains("Deleted hf:owner/tiny");
    assertThat(home.resolve(".local/state/llama-jvm/pulled")).isEmptyFile();
    assertThat(home.resolve(".cache/huggingface/hub/models--owner--tiny")).doesNotExist();
    assertThat(llama("show", "owner/tiny").err())
        .contains(
            "There is no model 'owner/tiny' here",
            "llama list",
            "llama pull owner/tiny fetches it");
  }

  /** A hub that names the files of a gated model, and gives none of them. */
  @Test
  void aPullThatWasRefusedAtFirstIsOurs() throws IOException {
    AtomicBoolean gated = new AtomicBoolean(true);
    HttpServer server = hub(Cli.TINY);
    server.createContext(
        "/owner/",
        exchange -> {
          if (!gated.get()) {
            answer(exchange, Cli.TINY);
          } else {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
          }
        });
    try {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(llama("pull", "owner/tiny").err()).contains("owner/tiny is gated");
      gated.set(false);
      Result pulled = llama("pull", "owner/tiny");
      assertThat(pulled.exitCode()).as(pulled.err()).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(llama("rm", "owner/tiny", "--yes").err()).contains("Deleted hf:owner/tiny");
  }

  /** What a pull says how to run must mean the model that it fetched, and no other one. */
  @Test
  void aPullNamesTheModelThatItFetched() throws IOException {
    Path files = Files.createDirectories(home.resolve("files"));
    Files.copy(GGUF, files.resolve("blocks-Q4_K_M.gguf"));
    Files.copy(GGUF, files.resolve("blocks-Q8_0.gguf"));
    HttpServer server = hub(files);
    try {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(llama("pull", "owner/blocks:q8_0").err())
          .endsWith("llama run owner/blocks:Q8_0\n");
      Result second = llama("pull", "owner/blocks");
      assertThat(second.err()).endsWith("llama run owner/blocks:Q4_K_M\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anEmptyNameIsNoModel() {
    for (String name : List.of("", " ")) {
      Result result = llama("inspect", "--model", name);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo("llama: The name of the model is empty; llama list shows what there is\n");
    }
  }

  private static String[] andThen(String[] args, String last) {
    return Stream.concat(Stream.of(args), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void aPullIntoWhatAnotherProgramHasBegunDoesNotMakeItOurs() throws IOException {
    Path other = home.resolve(".cache/huggingface/hub/models--owner--tiny/refs");
    Files.createDirectories(other);
    HttpServer server = hub(Cli.TINY);
    try {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(llama("pull", "owner/tiny").exitCode()).isZero();
    } finally {
      server.stop(0);
    }
    Result refused = llama("rm", "owner/tiny", "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("--force");
    assertThat(llama("rm", "owner/tiny", "--yes", "--force").exitCode()).isZero();
  }

  @Test
  void whatAnotherProgramKeepsIsDeletedByForceAlone() throws IOException {
    Path file = copy(GGUF, ".lmstudio/models/maker/blocks/blocks-Q4_0.gguf");
    Result refused = llama("rm", "maker/blocks", "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("belongs to LM Studio", "--force");
    assertThat(file).exists();
    assertThat(llama("rm", "maker/blocks", "--yes", "--force").exitCode()).isZero();
    assertThat(home.resolve(".lmstudio/models/maker/blocks")).doesNotExist();
    assertThat(home.resolve(".lmstudio/models")).exists();
  }

  @Test
  void namesThatFitSeveralModelsListThem() throws IOException {
    copy(GGUF, ".lmstudio/models/maker/blocks/blocks-Q4_0.gguf");
    copy(GGUF, ".lmstudio/models/maker/blocks/blocks-Q8_0.gguf");
    Result result = llama("inspect", "maker/blocks");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "llama: Which model is 'maker/blocks'? Name one of maker/blocks:Q4_0,"
                + " maker/blocks:Q8_0\n");
    assertThat(llama("list", "--names").out()).isEqualTo("maker/blocks:Q4_0\nmaker/blocks:Q8_0\n");
    assertThat(llama("inspect", "maker/block").err()).contains("is it maker/blocks:Q4_0 or");
  }

  @Test
  void saysWhyAModelCannotRun() throws IOException {
    copy(GGUF, "models/whole.gguf");
    byte[] bytes = Files.readAllBytes(GGUF);
    Files.write(home.resolve("models/half.gguf"), Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(home.resolve("models/page.gguf"), "<html>");
    Path other = Files.createDirectories(home.resolve("models/other"));
    Files.writeString(other.resolve("config.json"), "{\"model_type\": \"bert\"}");
    Files.writeString(other.resolve("pytorch_model.bin"), "PK");
    environment.put("LLAMA_MODELS", home.resolve("models").toString());
    Result list = llama("ls");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .containsPattern("(?m)^whole +Llama .* yes +LLAMA_MODELS$")
        .containsPattern("(?m)^half +\\? .* no +LLAMA_MODELS\n  Truncated GGUF file")
        .containsPattern("(?m)^page .* no .*\n  .*HTML page")
        .containsPattern("(?m)^other .* no .*\n  .*llama convert reads it");
    JsonNode json = JSON.readTree(llama("list", "--json", "whole").out());
    assertThat(json).hasSize(1);
    assertThat(json.get(0).get("runs").asText()).isEqualTo("yes");
  }

  /** Models of 8 billion parameters, with headers as they are published and holes for weights. */
  @Test
  @Timeout(300) // to read the weights takes longer
  void listsTwoHundredModelsWithoutReadingWeights() throws IOException {
    Path models = Files.createDirectories(home.resolve("models"));
    ManyModels.write(models, 100, 100);
    environment.put("LLAMA_MODELS", models.toString());
    Result first = llama("list");
    assertThat(first.out().lines()).hasSize(201);
    assertThat(first.out())
        .containsPattern("directory-099 +Llama +15\\.0 GiB +8\\.0B +16\\.0 ")
        .containsPattern("file-099-Q4_K_M +Llama +4\\.2 GiB +8\\.0B +4\\.5 ");
    assertThat(home.resolve(".cache/llama-jvm/figures")).exists();
    wipeHeader(models.resolve("directory-000/model.safetensors"));
    wipeHeader(models.resolve("file-000-Q4_K_M.gguf"));
    assertThat(llama("list").out()).as("what is remembered").isEqualTo(first.out());
    Files.delete(models.resolve("directory-000/config.json"));
    Files.writeString(models.resolve("directory-000/config.json"), "{\"model_type\": \"bert\"}");
    assertThat(llama("list", "directory-000").out()).contains("header does not begin");
  }

  /** Overwrites what a file begins with, and leaves its size and its time. */
  private static void wipeHeader(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4096), 0);
    }
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void oneAnswerToAPromptAndAPipe() {
    String model = GGUF.toString();
    Result asked = llama("run", model, "hello", "you", "--max-tokens", "3", "--seed", "1");
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.err())
        .contains("[The answer is cut after 3 tokens; --max-tokens N allows more]");
    Result piped = llamaWithInput("hello you\n", "run", model, "-n", "3", "--seed", "1");
    assertThat(piped.out()).isEqualTo(asked.out()).isNotEmpty();
    Result command = llamaWithInput("/exit\n", "run", model, "-n", "3", "--seed", "1");
    assertThat(command.out()).isNotEmpty();
    assertThat(llama("run", model).err()).contains("No prompt");
  }

  @Test
  void generateUsesTheTemplateIfAsked() {
    String wren = System.getProperty("llama.root") + "/models/wren-3m-4bit";
    String[] generate = {"generate", "-p", "hi", "-n", "6", "--temp", "0", "-m", wren};
    String plain = llama(generate).out();
    assertThat(llama(andThen(generate, "--no-chat-template")).out()).isEqualTo(plain);
    Result chat = llama(andThen(generate, "--chat"));
    assertThat(chat.exitCode()).as(chat.err()).isZero();
    assertThat(chat.out()).isNotEqualTo(plain);
    assertThat(chat.out().strip())
        .isEqualTo(llama("run", wren, "hi", "-n", "6", "--temp", "0").out().strip());
    assertThat(llama(andThen(andThen(generate, "--chat"), "--no-chat-template")).exitCode())
        .isEqualTo(2);
  }

  @Test
  void psAsksAServer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/api/ps",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] body =
              utf8("{\"models\": [{\"name\": \"m\", \"size\": 1048576, \"context_length\": 77}]}");
          try (exchange) {
            exchange.sendResponseHeaders("Bearer right".equals(key) ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      assertThat(llama("ps", "--url", url).err()).contains("wants a key; set LLAMA_API_KEY");
      environment.put("LLAMA_API_KEY", "right");
      assertThat(llama("ps", "--url", url).out())
          .isEqualTo("NAME  SIZE      CONTEXT  AT\nm     1.00 MiB  77       %s\n".formatted(url));
    } finally {
      server.stop(0);
    }
    Result nobody = llama("ps", "--url", url);
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.err()).contains("No server answers at", "llama serve");
    assertThat(llama("ps", "--url", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  void doctorSaysWhatTheMachineCanDo() {
    Result result = llama("doctor");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("Java ", "Memory ", "Kernels ", "Huge pages ", "Reading      12.0 GB a second")
        .contains("34.0 billion float32 multiplications")
        .containsPattern("Compiler +(C2|no C2, because of -X)")
        .containsPattern("8 billion +4.2 GiB +\\w+ .*");
  }
}
