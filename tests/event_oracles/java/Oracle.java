// Asks the types of aws-lambda-java-events about each event of stdin, read as AWS's runtime for Java reads it. That passes over what it
// does not know; so what was read is written again, and has to have every member of the event with its value.

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.JsonNode;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.ObjectMapper;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.node.TextNode;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Map;

public class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode asked = JSON.readTree(line);
      String fault = faultOf(asked.get("type").asText(), asked.get("event").asText());
      System.out.println(fault == null ? "null" : new TextNode(fault).toString());
    }
  }

  private static String faultOf(String type, String event) throws Exception {
    Class<?> known = Class.forName("com.amazonaws.services.lambda.runtime.events." + type);
    PojoSerializer<Object> serializer = serializerOf(known);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    try {
      serializer.toJson(serializer.fromJson(event), again);
    } catch (RuntimeException error) {
      Throwable cause = error.getCause() == null ? error : error.getCause();
      return cause.toString();
    }
    StringBuilder faults = new StringBuilder();
    compare("", JSON.readTree(event), JSON.readTree(again.toByteArray()), faults);
    return faults.length() == 0 ? null : faults.toString();
  }

  @SuppressWarnings("unchecked")
  private static PojoSerializer<Object> serializerOf(Class<?> type) {
    if (LambdaEventSerializers.isLambdaSupportedEvent(type.getName())) {
      return (PojoSerializer<Object>) LambdaEventSerializers.serializerFor(type, Oracle.class.getClassLoader());
    }
    return (PojoSerializer<Object>) JacksonFactory.getInstance().getSerializer(type);
  }

  private static void compare(String path, JsonNode event, JsonNode read, StringBuilder faults) {
    if (event.isNull()) return;
    if (read == null || read.isNull()) {
      faults.append(path).append(": not known\n");
    } else if (event.isObject() && read.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> members = event.fields(); members.hasNext(); ) {
        Map.Entry<String, JsonNode> member = members.next();
        compare(path + "/" + member.getKey(), member.getValue(), read.get(member.getKey()), faults);
      }
    } else if (event.isArray() && read.isArray() && event.size() == read.size()) {
      for (int at = 0; at < event.size(); ++at) compare(path + "/" + at, event.get(at), read.get(at), faults);
    } else if (!isSameValue(event, read)) {
      faults.append(path).append(": ").append(event).append(" is read as ").append(read).append("\n");
    }
  }

  // Numbers and times are written in other ways than they were read.
  private static boolean isSameValue(JsonNode event, JsonNode read) {
    if (event.isNumber() && read.isNumber()) return event.decimalValue().compareTo(read.decimalValue()) == 0;
    if (event.asText().equals(read.asText())) return event.isValueNode() && read.isValueNode();
    Instant time = timeOf(event);
    return time != null && time.equals(timeOf(read));
  }

  private static Instant timeOf(JsonNode value) {
    try {
      return OffsetDateTime.parse(value.asText()).toInstant();
    } catch (DateTimeParseException error) {
      return null;
    }
  }
}
