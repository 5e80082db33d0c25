// What the AWS SDK for Go v2 sees of a served function (../README.md): client DIRECTORY
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

type object = map[string]any

var (
	background = context.Background()
	directory  = os.Args[1]
	client     *lambda.Client
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func sent(name string) []byte { return must(os.ReadFile(filepath.Join(directory, name))) }

func answer(input lambda.InvokeInput) object {
	input.FunctionName = aws.String("echo")
	output := must(client.Invoke(background, &input))
	return object{"status": output.StatusCode, "payload": string(output.Payload),
		"functionError": aws.ToString(output.FunctionError), "version": aws.ToString(output.ExecutedVersion),
		"log": string(must(base64.StdEncoding.DecodeString(aws.ToString(output.LogResult))))}
}

func failure(err error) any {
	var api smithy.APIError
	var response *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &response) {
		return "no error of the API: " + errorText(err)
	}
	return object{"status": response.HTTPStatusCode(), "code": api.ErrorCode(), "message": api.ErrorMessage()}
}

func errorText(err error) string {
	if err == nil {
		return "none"
	}
	return err.Error()
}

func invokeFailure(name string, payload []byte) any {
	_, err := client.Invoke(background, &lambda.InvokeInput{FunctionName: aws.String(name), Payload: payload})
	return failure(err)
}

func streamed(fail string) object {
	gate := filepath.Join(directory, "gate-"+fail)
	payload := must(json.Marshal(object{"gate": gate, "fail": fail}))
	output := must(client.InvokeWithResponseStream(background, &lambda.InvokeWithResponseStreamInput{
		FunctionName: aws.String("stream"), Payload: payload, LogType: types.LogTypeTail}))
	stream := output.GetStream()
	defer stream.Close()
	text, chunks, complete := "", 0, types.InvokeWithResponseStreamCompleteEvent{}
	for event := range stream.Events() {
		switch event := event.(type) {
		case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
			text += string(event.Value.Payload)
			chunks++
			must(0, os.WriteFile(gate, nil, 0o600))
		case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
			complete = event.Value
		}
	}
	must(0, stream.Err())
	return object{"status": output.StatusCode, "text": text, "chunks": chunks,
		"errorCode": aws.ToString(complete.ErrorCode), "errorDetails": aws.ToString(complete.ErrorDetails),
		"log": string(must(base64.StdEncoding.DecodeString(aws.ToString(complete.LogResult))))}
}

func configuration(name, handler, version *string, runtime types.Runtime, state types.State,
	update types.LastUpdateStatus) object {
	return object{"FunctionName": name, "Runtime": runtime, "Handler": handler, "State": state,
		"LastUpdateStatus": update, "Version": version}
}

func ofGetFunction() object {
	found := must(client.GetFunction(background, &lambda.GetFunctionInput{FunctionName: aws.String("echo")})).Configuration
	return configuration(found.FunctionName, found.Handler, found.Version, found.Runtime, found.State, found.LastUpdateStatus)
}

func ofGetFunctionConfiguration() object {
	found := must(client.GetFunctionConfiguration(background, &lambda.GetFunctionConfigurationInput{
		FunctionName: aws.String("echo")}))
	return configuration(found.FunctionName, found.Handler, found.Version, found.Runtime, found.State, found.LastUpdateStatus)
}

func names() []string {
	found := []string{}
	for _, one := range must(client.ListFunctions(background, &lambda.ListFunctionsInput{})).Functions {
		found = append(found, *one.FunctionName)
	}
	sort.Strings(found)
	return found
}

func ok(err error) string {
	if err != nil {
		return err.Error()
	}
	return "ok"
}

func main() {
	settings := must(config.LoadDefaultConfig(background))
	client = lambda.NewFromConfig(settings)
	event := must(json.Marshal(object{"write": filepath.Join(directory, "event"), "text": "ran"}))
	echo := &lambda.GetFunctionInput{FunctionName: aws.String("echo")}
	_, created := client.CreateFunction(background, &lambda.CreateFunctionInput{
		FunctionName: aws.String("new"), Role: aws.String("arn:aws:iam::123456789012:role/r"), Runtime: "python3.13",
		Handler: aws.String("app.handler"), Code: &types.FunctionCode{ZipFile: []byte("PK")}})
	json.NewEncoder(os.Stdout).Encode(object{
		"invoke":         answer(lambda.InvokeInput{Payload: sent("bytes")}),
		"log tail":       answer(lambda.InvokeInput{Payload: []byte(`{"log": "told"}`), LogType: types.LogTypeTail}),
		"function error": answer(lambda.InvokeInput{Payload: []byte(`{"fail": "no luck"}`)}),
		"event":          answer(lambda.InvokeInput{Payload: event, InvocationType: types.InvocationTypeEvent}),
		"dry run":        answer(lambda.InvokeInput{Payload: []byte("{}"), InvocationType: types.InvocationTypeDryRun}),
		"client context": answer(lambda.InvokeInput{Payload: []byte(`{"tell": "clientContext"}`),
			ClientContext: aws.String(base64.StdEncoding.EncodeToString(sent("client_context")))}),
		"qualifier":                  answer(lambda.InvokeInput{Payload: []byte(`{"tell": "arn"}`), Qualifier: aws.String("$LATEST")}),
		"unknown function":           invokeFailure("nobody", []byte("{}")),
		"invalid JSON":               invokeFailure("echo", sent("invalid")),
		"too large":                  invokeFailure("echo", sent("too_large")),
		"get function":               ofGetFunction(),
		"get function configuration": ofGetFunctionConfiguration(),
		"list functions":             names(),
		"waiter function_exists":     ok(lambda.NewFunctionExistsWaiter(client).Wait(background, echo, 10*time.Second)),
		"waiter function_active_v2":  ok(lambda.NewFunctionActiveV2Waiter(client).Wait(background, echo, 10*time.Second)),
		"stream":                     streamed(""),
		"stream error":               streamed("no luck"),
		"not emulated":               failure(created),
	})
}
