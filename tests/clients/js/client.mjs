// What the AWS SDK for JavaScript v3 sees of a served function (../README.md): client.mjs DIRECTORY
import {
  CreateFunctionCommand, GetFunctionCommand, GetFunctionConfigurationCommand, InvokeCommand,
  InvokeWithResponseStreamCommand, LambdaClient, ListFunctionsCommand, waitUntilFunctionActiveV2, waitUntilFunctionExists,
} from "@aws-sdk/client-lambda";
import { readFileSync, writeFileSync } from "node:fs";

const directory = process.argv[2];
const client = new LambdaClient({});
const sent = (name) => readFileSync(`${directory}/${name}`);
const text = (bytes) => Buffer.from(bytes ?? []).toString();

async function answer(parameters) {
  const response = await client.send(new InvokeCommand({ FunctionName: "echo", ...parameters }));
  return {
    status: response.StatusCode, payload: text(response.Payload), functionError: response.FunctionError ?? "",
    version: response.ExecutedVersion ?? "", log: Buffer.from(response.LogResult ?? "", "base64").toString(),
  };
}

async function failure(command) {
  try {
    await client.send(command);
    return "no error";
  } catch (error) {
    return { status: error.$metadata?.httpStatusCode, code: error.name, message: error.message };
  }
}

async function streamed(more = {}) {
  const gate = `${directory}/gate-${more.fail ?? "none"}`;
  const response = await client.send(new InvokeWithResponseStreamCommand({
    FunctionName: "stream", LogType: "Tail", Payload: JSON.stringify({ gate, ...more }) }));
  const chunks = [];
  let complete;
  for await (const item of response.EventStream) {
    if (item.PayloadChunk) {
      chunks.push(text(item.PayloadChunk.Payload));
      writeFileSync(gate, "");
    } else {
      complete = item.InvokeComplete;
    }
  }
  return {
    status: response.StatusCode, text: chunks.join(""), chunks: chunks.length,
    errorCode: complete.ErrorCode ?? "", errorDetails: complete.ErrorDetails ?? "",
    log: Buffer.from(complete.LogResult ?? "", "base64").toString(),
  };
}

async function waited(waiter) {
  const { state } = await waiter({ client, maxWaitTime: 10 }, { FunctionName: "echo" });
  return state === "SUCCESS" ? "ok" : state;
}

const configuration = ({ FunctionName, Runtime, Handler, State, LastUpdateStatus, Version }) =>
  ({ FunctionName, Runtime, Handler, State, LastUpdateStatus, Version });

console.log(JSON.stringify({
  "invoke": await answer({ Payload: sent("bytes") }),
  "log tail": await answer({ Payload: '{"log": "told"}', LogType: "Tail" }),
  "function error": await answer({ Payload: '{"fail": "no luck"}' }),
  "event": await answer({ Payload: JSON.stringify({ write: `${directory}/event`, text: "ran" }), InvocationType: "Event" }),
  "dry run": await answer({ Payload: "{}", InvocationType: "DryRun" }),
  "client context": await answer({
    Payload: '{"tell": "clientContext"}', ClientContext: sent("client_context").toString("base64") }),
  "qualifier": await answer({ Payload: '{"tell": "arn"}', Qualifier: "$LATEST" }),
  "unknown function": await failure(new InvokeCommand({ FunctionName: "nobody", Payload: "{}" })),
  "invalid JSON": await failure(new InvokeCommand({ FunctionName: "echo", Payload: sent("invalid") })),
  "too large": await failure(new InvokeCommand({ FunctionName: "echo", Payload: sent("too_large") })),
  "get function": configuration((await client.send(new GetFunctionCommand({ FunctionName: "echo" }))).Configuration),
  "get function configuration": configuration(await client.send(new GetFunctionConfigurationCommand({ FunctionName: "echo" }))),
  "list functions": (await client.send(new ListFunctionsCommand({}))).Functions.map((one) => one.FunctionName).sort(),
  "waiter function_exists": await waited(waitUntilFunctionExists),
  "waiter function_active_v2": await waited(waitUntilFunctionActiveV2),
  "stream": await streamed(),
  "stream error": await streamed({ fail: "no luck" }),
  "not emulated": await failure(new CreateFunctionCommand({
    FunctionName: "new", Role: "arn:aws:iam::123456789012:role/r", Runtime: "python3.13", Handler: "app.handler",
    Code: { ZipFile: Buffer.from("PK") } })),
}));
