// What the AWS SDK for Rust sees of a served function (../README.md): rust_client DIRECTORY
use aws_sdk_lambda::client::Waiters;
use aws_sdk_lambda::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::operation::invoke::builders::InvokeFluentBuilder;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, InvocationType, InvokeWithResponseStreamResponseEvent as Part, LogType, Runtime};
use aws_sdk_lambda::Client;
use serde_json::{json, Value};
use std::error::Error;
use std::time::Duration;

type Outcome = Result<Value, Box<dyn Error>>;

fn directory() -> String {
    std::env::args().nth(1).expect("usage: rust_client DIRECTORY")
}

fn sent(name: &str) -> Blob {
    Blob::new(std::fs::read(format!("{}/{name}", directory())).expect("what to send"))
}

fn blob(value: Value) -> Blob {
    Blob::new(value.to_string())
}

async fn answer(invoke: InvokeFluentBuilder) -> Outcome {
    let output = invoke.function_name("echo").send().await?;
    let payload = output.payload().map(|blob| blob.as_ref().to_vec()).unwrap_or_default();
    Ok(json!({
        "status": output.status_code(), "payload": String::from_utf8(payload)?,
        "functionError": output.function_error().unwrap_or(""), "version": output.executed_version().unwrap_or(""),
        "log base64": output.log_result().unwrap_or(""),
    }))
}

fn failure<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>) -> Value {
    match result {
        Ok(_) => json!("no error"),
        Err(error) => {
            let status = error.raw_response().map(|response| response.status().as_u16());
            json!({"status": status, "code": error.code(), "message": error.message()})
        }
    }
}

async fn streamed(client: &Client, fail: &str) -> Outcome {
    let gate = format!("{}/gate-{fail}", directory());
    let event = blob(json!({"gate": gate, "fail": fail}));
    let mut output = client.invoke_with_response_stream().function_name("stream").log_type(LogType::Tail)
        .payload(event).send().await?;
    let (mut text, mut chunks, mut complete) = (String::new(), 0, None);
    while let Some(part) = output.event_stream.recv().await? {
        match part {
            Part::PayloadChunk(chunk) => {
                text += std::str::from_utf8(chunk.payload().map(|blob| blob.as_ref()).unwrap_or_default())?;
                chunks += 1;
                std::fs::write(&gate, "")?;
            }
            Part::InvokeComplete(end) => complete = Some(end),
            _ => return Err("an unknown part of the stream".into()),
        }
    }
    let complete = complete.ok_or("the stream ended without InvokeComplete")?;
    Ok(json!({
        "status": output.status_code, "text": text, "chunks": chunks, "errorCode": complete.error_code().unwrap_or(""),
        "errorDetails": complete.error_details().unwrap_or(""), "log base64": complete.log_result().unwrap_or(""),
    }))
}

macro_rules! configuration {
    ($found:expr) => {{
        let found = $found;
        json!({
            "FunctionName": found.function_name(), "Runtime": found.runtime().map(|value| value.as_str()),
            "Handler": found.handler(), "State": found.state().map(|value| value.as_str()),
            "LastUpdateStatus": found.last_update_status().map(|value| value.as_str()), "Version": found.version(),
        })
    }};
}

async fn observed(client: &Client) -> Outcome {
    let invoke = || client.invoke();
    let event = json!({"write": format!("{}/event", directory()), "text": "ran"});
    let found = client.get_function().function_name("echo").send().await?;
    let listed = client.list_functions().send().await?;
    let mut names: Vec<_> = listed.functions().iter().filter_map(|one| one.function_name()).collect();
    names.sort();
    let ten = Duration::from_secs(10);
    let exists = client.wait_until_function_exists().function_name("echo").wait(ten).await;
    let active = client.wait_until_function_active_v2().function_name("echo").wait(ten).await;
    let context = String::from_utf8(sent("client_context.base64").into_inner())?;
    let code = FunctionCode::builder().zip_file(Blob::new("PK")).build();
    let create = client.create_function().function_name("new").role("arn:aws:iam::123456789012:role/r").code(code);
    let create = create.runtime(Runtime::from("python3.13")).handler("app.handler");
    Ok(json!({
        "invoke": answer(invoke().payload(sent("bytes"))).await?,
        "log tail": answer(invoke().payload(blob(json!({"log": "told"}))).log_type(LogType::Tail)).await?,
        "function error": answer(invoke().payload(blob(json!({"fail": "no luck"})))).await?,
        "event": answer(invoke().payload(blob(event)).invocation_type(InvocationType::Event)).await?,
        "dry run": answer(invoke().payload(blob(json!({}))).invocation_type(InvocationType::DryRun)).await?,
        "client context": answer(invoke().payload(blob(json!({"tell": "clientContext"}))).client_context(context)).await?,
        "qualifier": answer(invoke().payload(blob(json!({"tell": "arn"}))).qualifier("$LATEST")).await?,
        "unknown function": failure(invoke().function_name("nobody").payload(blob(json!({}))).send().await),
        "invalid JSON": failure(invoke().function_name("echo").payload(sent("invalid")).send().await),
        "too large": failure(invoke().function_name("echo").payload(sent("too_large")).send().await),
        "get function": configuration!(found.configuration().ok_or("no configuration")?),
        "get function configuration": configuration!(client.get_function_configuration().function_name("echo").send().await?),
        "list functions": names,
        "waiter function_exists": exists.map(|_| "ok".to_string()).unwrap_or_else(|error| error.to_string()),
        "waiter function_active_v2": active.map(|_| "ok".to_string()).unwrap_or_else(|error| error.to_string()),
        "stream": streamed(client, "").await?,
        "stream error": streamed(client, "no luck").await?,
        "not emulated": failure(create.send().await),
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let settings = aws_config::from_env().http_client(http).load().await;
    println!("{}", observed(&Client::new(&settings)).await?);
    Ok(())
}
