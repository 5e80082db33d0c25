// The words of the Lambda Extensions API: paths, headers, error types, each once.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html and the extensions that AWS publishes.
#pragma once

#include <string_view>

namespace lambdalocal::extensions_api {

constexpr std::string_view kBasePath = "/2020-01-01/extension/";
constexpr std::string_view kRegisterPath = "register";
constexpr std::string_view kNextPath = "event/next";
constexpr std::string_view kInitErrorPath = "init/error";
constexpr std::string_view kExitErrorPath = "exit/error";

constexpr std::string_view kNameHeader = "Lambda-Extension-Name";
constexpr std::string_view kAcceptFeatureHeader = "Lambda-Extension-Accept-Feature";
constexpr std::string_view kAccountIdFeature = "accountId";
constexpr std::string_view kIdentifierHeader = "Lambda-Extension-Identifier";
constexpr std::string_view kEventIdentifierHeader = "Lambda-Extension-Event-Identifier";
constexpr std::string_view kErrorTypeHeader = "Lambda-Extension-Function-Error-Type";

// Error types of the API's refusals, all of them 403.
constexpr std::string_view kInvalidName = "Extension.InvalidExtensionName";
constexpr std::string_view kInvalidEventType = "Extension.InvalidEventType";
constexpr std::string_view kInvalidRequestFormat = "InvalidRequestFormat";
constexpr std::string_view kInvalidState = "Extension.InvalidExtensionState";
constexpr std::string_view kMissingIdentifier = "Extension.MissingExtensionIdentifier";
constexpr std::string_view kInvalidIdentifier = "Extension.InvalidExtensionIdentifier";
constexpr std::string_view kUnknownIdentifier = "Extension.UnknownExtensionIdentifier";
constexpr std::string_view kMissingHeader = "Extension.MissingHeader";
constexpr std::string_view kRegistrationClosed = "Extension.RegistrationClosed";
constexpr std::string_view kTooManyExtensions = "Extension.TooManyExtensions";

// How an invocation or an init ends because of an extension.
constexpr std::string_view kLaunchError = "Extension.LaunchError";  // it could not be started
constexpr std::string_view kInitError = "Extension.InitError";      // it posted init/error
constexpr std::string_view kExitError = "Extension.ExitError";      // it posted exit/error
constexpr std::string_view kCrash = "Extension.Crash";              // its process ended

// Why one could not be started, in its EXTENSION line.
constexpr std::string_view kPermissionDenied = "PermissionDenied";
constexpr std::string_view kTooMany = "TooManyExtensions";
constexpr std::string_view kUnknownError = "UnknownError";

}  // namespace lambdalocal::extensions_api
