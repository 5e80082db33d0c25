#include <array>

#include "core/samples/sources.h"

namespace lambdalocal::samples {

std::span<const Source> go_sources() {
  static constexpr std::array kSources = {
      Source{"hello/main.go", R"(package main

import (
	"context"
	"encoding/json"
	"log"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func handler(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	name := event.QueryStringParameters["name"]
	if name == "" {
		name = "world"
	}
	log.Println("greeting", name)
	body, err := json.Marshal(map[string]string{"message": "hello " + name})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": "application/json"},
		Body:       string(body),
	}, nil
}

func main() {
	lambda.Start(handler)
}
)"},
      Source{"hello/go.mod", R"(module hello

go 1.21

require github.com/aws/aws-lambda-go v1.49.0
)"},
      Source{"hello/go.sum", R"(github.com/aws/aws-lambda-go v1.49.0 h1:z4VhTqkFZPM3xpEtTqWqRqsRH4TZBMJqTkRiBPYLqIQ=
github.com/aws/aws-lambda-go v1.49.0/go.mod h1:dpMpZgvWx5vuQJfBt0zqBha60q7Dd7RfgJv23DymV8A=
)"},
  };
  return kSources;
}

}  // namespace lambdalocal::samples
