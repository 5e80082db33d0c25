// What the AWS SDK for Java v2 sees of a served function (../README.md): Client DIRECTORY
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.lambda.model.LambdaException;

public final class Client {
  private final Path directory;
  private final LambdaClient client = LambdaClient.create();
  private final LambdaAsyncClient asynchronous = LambdaAsyncClient.create();

  private Client(Path directory) {
    this.directory = directory;
  }

  private SdkBytes sent(String name) throws Exception {
    return SdkBytes.fromByteArray(Files.readAllBytes(directory.resolve(name)));
  }

  private static SdkBytes text(String text) {
    return SdkBytes.fromUtf8String(text);
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(orEmpty(base64)), StandardCharsets.UTF_8);
  }

  private Map<String, Object> answer(Consumer<InvokeRequest.Builder> more) {
    InvokeResponse response = client.invoke(builder -> more.accept(builder.functionName("echo")));
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("status", response.statusCode());
    seen.put("payload", response.payload() == null ? "" : response.payload().asUtf8String());
    seen.put("functionError", orEmpty(response.functionError()));
    seen.put("version", orEmpty(response.executedVersion()));
    seen.put("log", decoded(response.logResult()));
    return seen;
  }

  private static Object failure(Runnable call) {
    try {
      call.run();
      return "no error";
    } catch (LambdaException error) {
      return Map.of("status", error.statusCode(), "code", error.awsErrorDetails().errorCode(),
          "message", error.awsErrorDetails().errorMessage());
    }
  }

  private Object streamed(String fail) {
    Path gate = directory.resolve("gate-" + fail);
    String event = object(Map.of("gate", gate.toString(), "fail", fail));
    InvokeWithResponseStreamRequest request =
        InvokeWithResponseStreamRequest.builder().functionName("stream").logType("Tail").payload(text(event)).build();
    Map<String, Object> seen = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder();
    int[] chunks = {0};
    var visitor = InvokeWithResponseStreamResponseHandler.Visitor.builder()
        .onPayloadChunk(chunk -> {
          body.append(chunk.payload().asUtf8String());
          chunks[0]++;
          try {
            Files.write(gate, new byte[0]);
          } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
          }
        })
        .onInvokeComplete(complete -> {
          seen.put("errorCode", orEmpty(complete.errorCode()));
          seen.put("errorDetails", orEmpty(complete.errorDetails()));
          seen.put("log", decoded(complete.logResult()));
        })
        .build();
    asynchronous.invokeWithResponseStream(request, InvokeWithResponseStreamResponseHandler.builder()
        .onResponse(response -> seen.put("status", response.statusCode()))
        .subscriber(visitor)
        .build()).join();
    seen.put("text", body.toString());
    seen.put("chunks", chunks[0]);
    return seen;
  }

  private static Map<String, Object> configuration(String name, String runtime, String handler, String state, String update,
      String version) {
    return Map.of("FunctionName", name, "Runtime", runtime, "Handler", handler, "State", state, "LastUpdateStatus", update,
        "Version", version);
  }

  private Object ofGetFunction() {
    var found = client.getFunction(builder -> builder.functionName("echo")).configuration();
    return configuration(found.functionName(), found.runtimeAsString(), found.handler(), found.stateAsString(),
        found.lastUpdateStatusAsString(), found.version());
  }

  private Object ofGetFunctionConfiguration() {
    var found = client.getFunctionConfiguration(builder -> builder.functionName("echo"));
    return configuration(found.functionName(), found.runtimeAsString(), found.handler(), found.stateAsString(),
        found.lastUpdateStatusAsString(), found.version());
  }

  private Map<String, Object> observed() throws Exception {
    Map<String, Object> seen = new LinkedHashMap<>();
    SdkBytes bytes = sent("bytes"), invalid = sent("invalid"), tooLarge = sent("too_large");
    String context = Base64.getEncoder().encodeToString(sent("client_context").asByteArray());
    String event = object(Map.of("write", directory.resolve("event").toString(), "text", "ran"));
    seen.put("invoke", answer(b -> b.payload(bytes)));
    seen.put("log tail", answer(b -> b.payload(text("{\"log\": \"told\"}")).logType("Tail")));
    seen.put("function error", answer(b -> b.payload(text("{\"fail\": \"no luck\"}"))));
    seen.put("event", answer(b -> b.payload(text(event)).invocationType("Event")));
    seen.put("dry run", answer(b -> b.payload(text("{}")).invocationType("DryRun")));
    seen.put("client context", answer(b -> b.payload(text("{\"tell\": \"clientContext\"}")).clientContext(context)));
    seen.put("qualifier", answer(b -> b.payload(text("{\"tell\": \"arn\"}")).qualifier("$LATEST")));
    seen.put("unknown function", failure(() -> client.invoke(b -> b.functionName("nobody").payload(text("{}")))));
    seen.put("invalid JSON", failure(() -> client.invoke(b -> b.functionName("echo").payload(invalid))));
    seen.put("too large", failure(() -> client.invoke(b -> b.functionName("echo").payload(tooLarge))));
    seen.put("get function", ofGetFunction());
    seen.put("get function configuration", ofGetFunctionConfiguration());
    seen.put("list functions", client.listFunctions().functions().stream().map(one -> one.functionName()).sorted().toList());
    client.waiter().waitUntilFunctionExists(b -> b.functionName("echo"));
    seen.put("waiter function_exists", "ok");
    client.waiter().waitUntilFunctionActiveV2(b -> b.functionName("echo"));
    seen.put("waiter function_active_v2", "ok");
    seen.put("stream", streamed(""));
    seen.put("stream error", streamed("no luck"));
    seen.put("not emulated", failure(() -> client.createFunction(b -> b.functionName("new").runtime("python3.13")
        .role("arn:aws:iam::123456789012:role/r").handler("app.handler").code(code -> code.zipFile(text("PK"))))));
    return seen;
  }

  private static String object(Map<String, ?> members) {
    JsonWriter writer = JsonWriter.create();
    write(writer, members);
    return new String(writer.getBytes(), StandardCharsets.UTF_8);
  }

  private static void write(JsonWriter writer, Object value) {
    if (value instanceof Map<?, ?> members) {
      writer.writeStartObject();
      members.forEach((name, member) -> {
        writer.writeFieldName(name.toString());
        write(writer, member);
      });
      writer.writeEndObject();
    } else if (value instanceof List<?> list) {
      writer.writeStartArray();
      list.forEach(one -> write(writer, one));
      writer.writeEndArray();
    } else if (value instanceof Integer number) {
      writer.writeValue(number);
    } else {
      writer.writeValue(value == null ? "" : value.toString());
    }
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println(object(new Client(Path.of(arguments[0])).observed()));
    System.exit(0);
  }
}
