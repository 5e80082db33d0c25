// The words of the Telemetry API and the Logs API, each once.
// Source: docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html, runtimes-logs-api.html
#pragma once

#include <string_view>

namespace lambdalocal::telemetry_api {

constexpr std::string_view kTelemetryPath = "/2022-07-01/telemetry";
constexpr std::string_view kLogsPath = "/2020-08-15/logs";

// An extension uses the one or the other, never both.
enum class Api { Telemetry, Logs };

constexpr std::string_view kValidationError = "ValidationError";  // a 400
constexpr std::string_view kTelemetryClosed = "Telemetry.SubscriptionClosed";
constexpr std::string_view kTelemetryClosedText = "Telemetry API subscription is closed";
constexpr std::string_view kLogsClosed = "Logs.SubscriptionClosed";
constexpr std::string_view kLogsClosedText = "Logs API subscription is closed";
constexpr std::string_view kSubscribed = "\"OK\"";

// Why records were dropped.
constexpr std::string_view kConsumerIsSlow =
    "Some logs were dropped because the downstream consumer is slower than the logs production rate";

}  // namespace lambdalocal::telemetry_api
